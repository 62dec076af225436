// fill.js - a form that is being filled in: enketo-core, given a form and what was filled in
// before, giving the answer back at each change.
import { Form } from "enketo-core";
import events from "enketo-core/src/js/event";
import { h, t } from "./dom.js";
import { begin, filesOf } from "./file_manager.js";
import { listOf } from "./lists.js";
import { t as word } from "./translator.js";

const serial = new XMLSerializer();
const parse = (xml) => new DOMParser().parseFromString(xml, "text/xml");

// What is known of a visit before it ("question=value" in lines) stands in the model.
function preset(model, lines) {
    const doc = parse(model), root = doc.querySelector("instance > *");
    for (const line of (lines ?? "").split("\n")) {
        const at = line.indexOf("="), name = line.slice(0, at).trim();
        const e = at > 0 && [...root.querySelectorAll("*")].find((n) =>
            n.localName === name && !n.children.length);
        if (e) e.textContent = line.slice(at + 1).trim();
    }
    return serial.serializeToString(doc);
}

// Lists beside the form; one that is not here is empty, and said.
async function external(model, read) {
    const found = [];
    for (const instance of parse(model).querySelectorAll("model > instance[src]")) {
        const src = instance.getAttribute("src"), name = decodeURIComponent(src.split("/").at(-1));
        let xml = document.implementation.createDocument("", "root");
        if (!src.startsWith("jr://")) xml = listOf(name, await read(src));
        xml.documentElement.append(...xml.documentElement.children.length ? [] :
            [xml.createElement("item")]);
        found.push({ id: instance.id || instance.getAttribute("id"), xml });
    }
    return found;
}

// source: {form, model}; entry: {xml, files, preset}; read(address) gives a file's text.
// Returns {view, check, xml, files, id, name, close}.
export async function fill({ source, entry, person, device, language, read, changed }) {
    const page = new DOMParser().parseFromString(source.form, "text/html");
    const form = document.adoptNode(page.querySelector("form.or"));
    for (const e of form.querySelectorAll("[data-i18n]")) e.textContent = word(e.dataset.i18n);
    const view = h("div.fill.main", form, h("section.form-footer", h("div.flip",
        h("button.previous-page.outline", { type: "button" }, t("form.back")),
        h("button.next-page", { type: "button" }, t("form.next")))));
    const lists = await external(source.model, read);
    begin(entry.files ?? []);
    document.getElementById("form").replaceChildren(view);
    const f = new Form(form, {
        modelStr: entry.xml ? source.model : preset(source.model, entry.preset),
        instanceStr: entry.xml || undefined, submitted: false, external: lists,
        session: { deviceid: device, username: person, email: "", phonenumber: "" },
    }, { language });
    const wrong = f.init();
    if (wrong.length) console.warn(wrong.join("\n"));
    tidy(form);
    const settle = takeTyped(form);
    const now = { view, settle, wrong, id: f.instanceID,
        get name() { return f.instanceName ?? ""; },
        get language() { return f.currentLanguage; },
        get xml() { return f.getDataStr(); },
        get files() { return filesOf(form, f.getDataStr()); },
        // The answer as it goes out, or null where something has to be mended first.
        async finish() {
            form.dispatchEvent(events.BeforeSave());
            if (!await f.validate()) {
                form.querySelector(".invalid-required, .invalid-constraint, .invalid-relevant")
                    ?.scrollIntoView({ block: "center" });
                return null;
            }
            const xml = f.getDataStr({ irrelevant: false });
            return { xml, files: filesOf(form, xml) };
        },
        close() { f.resetView(); },
    };
    for (const type of [events.XFormsValueChanged().type, events.DataUpdate().type,
        events.AddRepeat().type, events.RemoveRepeat().type])
        form.addEventListener(type, () => changed(now));
    return now;
}

// The engine takes an answer when its field is left.  A phone that goes to sleep over a half-typed
// word leaves no field: so a pause in typing counts as well, and so does `settle`.
function takeTyped(form) {
    let timer = 0, typed = null;
    const settle = () => {
        clearTimeout(timer);
        const field = typed;
        typed = null;
        field?.dispatchEvent(new Event("change", { bubbles: true }));
    };
    form.addEventListener("input", ({ target }) => {
        if (target.classList.contains("ignore")) return;
        typed = target;
        clearTimeout(timer);
        timer = setTimeout(settle, 1000);
    });
    form.addEventListener("change", () => { typed = null; clearTimeout(timer); }, true);
    return settle;
}

// What those who hear the page need, and the engine leaves out.
function tidy(form) {
    const name = () => {
        for (const b of form.querySelectorAll(".add-repeat-btn, .or-repeat .remove"))
            if (!b.textContent.trim())
                b.append(t(b.matches(".remove") ? "form.remove.one" : "form.add"));
        for (const i of form.querySelectorAll(".fake-file-input:not([aria-label])"))
            i.setAttribute("aria-label", t("file.pick"));
        for (const i of form.querySelectorAll(".file-preview > img:not([alt])")) i.alt = t("file.name");
        for (const b of form.querySelectorAll(".btn-reset[aria-label=reset]"))
            b.setAttribute("aria-label", t("file.reset"));
        for (const b of form.querySelectorAll(".btn-download[aria-label=download]"))
            b.setAttribute("aria-label", t("file.save"));
    };
    name();
    new MutationObserver(name).observe(form, { childList: true, subtree: true });
}
