// main.js - the app of interviewers: what there is to do, what is on this phone, what became of
// it.  Each address behind the # is a view that a reload brings back.
import { ask, clock, day, h, language, say, speak, t } from "./dom.js";
import { askJson, send } from "./send.js";
import { all, change, drop, get, listen, put, tell } from "./store.js";

const main = document.getElementById("main");
const { preview } = document.body.dataset;
let state, entries, forms, note = null, open = null, serial = 0;

// ---- network ----

const texts = async (address) => {
    const r = await caches.match(address, { ignoreVary: true }) ?? await fetch(address);
    if (!r.ok) throw new Error(address);
    return r.text();
};

async function keepForm(version, hash) {
    const was = await get("forms", version);
    if (was?.hash === hash) return;
    const source = await askJson(`/app/form/${version}`);
    const cache = await caches.open("namro-media");
    for (const name of source.media) {
        const at = source.place + encodeURIComponent(name);
        if (!await cache.match(at)) await cache.add(at);
    }
    await put("forms", { ...source, version, hash });
}

async function dropForms(surveys) {
    const used = new Set([...surveys.map((s) => s.version),
        ...(await all("entries")).filter((e) => e.state !== "received").map((e) => e.version)]);
    for (const f of await all("forms")) {
        if (used.has(f.version)) continue;
        await drop("forms", f.version);
        const cache = await caches.open("namro-media");
        for (const name of f.media) await cache.delete(f.place + encodeURIComponent(name));
    }
}

// Takes down what there is to do now; what was taken down before stays where that fails.
async function fetchAll() {
    const now = await askJson("/app/state");
    await put("kept", { ...now, fetched: Date.now() }, "state");
    for (const s of now.surveys) await keepForm(s.version, s.hash);
    await dropForms(now.surveys);
}

async function sendAll() {
    const what = await send();
    if (what !== "busy") note = ["offline", "login", "refused"].includes(what) ? what : null;
    return what;
}

async function sync() {
    try {
        const sent = await sendAll();
        if (sent !== "offline" && sent !== "login") await fetchAll();
    } catch (e) {
        note = ["login", "offline"].includes(e.why) ? e.why : navigator.onLine ? "trouble" : "offline";
        if (note === "trouble") console.warn(e);
    }
    tell();
}

// ---- what is shown of an entry ----

const tones = { draft: "grey", ready: "amber", sent: "blue", received: "green", refused: "red" };
const badge = (tone, words) => h(`span.badge.${tone}`, words);

function stateOf(e) {
    const gone = e.files?.filter((f) => f.sent).length;
    const words = e.state === "sent" && gone ? t("state.part", gone, e.files.length)
        : t(`state.${e.state}`);
    return badge(tones[e.state], words);
}

// Why it was refused: what the server said, and what can be done.
function whyOf(e) {
    const { error = "", words = "", status } = e.error ?? {};
    const next = error === "submission.instance.other" ? t("why.conflict")
        : error.startsWith("survey.") || error.startsWith("app.survey.") ? t("why.closed")
        : error.startsWith("submission.form") || error.startsWith("xform.answer") ? t("why.version")
        : error.startsWith("http.file") ? t("why.file") : t("why.other");
    return h("div.refusal", h("p", words || t("why.unsaid", status ?? "?")), h("p", next));
}

async function saveFiles(e) {
    const give = (name, blob) => {
        const a = h("a", { href: URL.createObjectURL(blob), download: name });
        document.body.append(a);
        a.click();
        a.remove();
        setTimeout(() => URL.revokeObjectURL(a.href), 60_000);
    };
    give(`${e.id.replace(/\W+/g, "-")}.xml`, new Blob([e.xml], { type: "text/xml" }));
    for (const f of e.files) give(f.name, f.blob);
}

// The same answers under a new identifier, to be looked at and sent as another form.
async function again(e) {
    const id = `uuid:${crypto.randomUUID()}`;
    const files = e.files.map((f) => ({ ...f, sent: false }));
    const known = (state.surveys.find((s) => s.id === e.survey) ?? e).version;
    await put("entries", { ...e, id, state: "draft", error: null, made: Date.now(), files,
        version: known, changed: Date.now(), xml: e.xml.replaceAll(e.id, id) });
    await drop("entries", e.id);
    location.hash = `#fill/${id}`;
}

async function forget(e) {
    if (!await ask(t("forget.sure"))) return;
    await drop("entries", e.id);
    tell();
}

async function back(e) {
    await change(e.id, (is) => is.state === "ready" ? { state: "draft" } : null);
    location.hash = `#fill/${e.id}`;
}

const act = (words, run, more = "") => h(`button${more}`, { type: "button", onclick: run }, words);

function actsOf(e) {
    const fill = () => { location.hash = `#fill/${e.id}`; };
    if (e.state === "draft") return [act(t("act.go"), fill), act(t("act.drop"), () => forget(e), ".outline")];
    if (e.state === "ready") return [act(t("act.back"), () => back(e), ".outline")];
    if (e.state === "refused") return [act(t("act.save"), () => saveFiles(e)),
        act(t("act.again"), () => again(e), ".outline"), act(t("act.drop"), () => forget(e), ".outline")];
    return [];
}

function entryOf(e) {
    return h("li.entry", { "data-state": e.state },
        h("div.entry-head", h("b", e.label || e.name || e.number || e.title), stateOf(e)),
        h("p.small", [e.title, e.number, t("entry.made", clock(e.made))].filter(Boolean).join(" · ")),
        e.state === "refused" ? whyOf(e) : null,
        e.receipt ? h("p.receipt", t("entry.receipt"), " ", h("code", e.receipt.id), " ",
            clock(e.receipt.at)) : null,
        h("div.actions", actsOf(e)));
}

// ---- home ----

function noteOf() {
    const words = { offline: t("note.offline"), trouble: t("note.trouble") };
    if (note === "login") return h("div.refusal", h("p", t("note.login")),
        h("p", h("a", { href: "/login?back=/app", role: "button" }, t("login"))));
    return words[note] ? h("p.notice.calm", words[note]) : null;
}

async function begin(survey, visit) {
    const id = `new:${crypto.randomUUID()}`; // until the engine has named it
    await put("entries", { id, who: state.who, survey: survey.id, version: survey.version,
        title: survey.title, number: visit?.number ?? "", label: visit?.label ?? "",
        preset: visit?.preset ?? "", state: "draft", xml: "", files: [], made: Date.now(),
        changed: Date.now(), name: "" });
    location.hash = `#fill/${id}`;
}

function visitOf(survey, visit) {
    const mine = entries.filter((e) => e.survey === survey.id && e.number === visit.number)
        .sort((a, b) => b.changed - a.changed)[0];
    const go = mine?.state === "draft" ? () => { location.hash = `#fill/${mine.id}`; }
        : () => begin(survey, visit);
    const done = visit.state === "sent";
    const shown = mine ? stateOf(mine) : badge(done ? "green" : "grey",
        t(done ? "state.received" : "state.open"));
    return h("li.visit", h("div.entry-head", h("b", visit.label || visit.number), shown),
        visit.label ? h("p.small", visit.number) : null,
        done || (mine && mine.state !== "draft") ? null
            : h("div.actions", act(t(mine ? "act.go" : "act.begin"), go)));
}

function surveyOf(s) {
    const here = forms.some((f) => f.version === s.version);
    return h("section.panel.survey", h("h2", s.title), h("p", s.why),
        h("p.small", t("survey.until", day(s.until)), " ",
            here ? badge("green", t("survey.here")) : badge("amber", t("survey.not"))),
        s.visits.length ? h("ul.plain", s.visits.map((v) => here && visitOf(s, v))) : null,
        here ? h("div.actions", act(t("act.new"), () => begin(s, null),
            s.visits.length ? ".outline" : "")) : null);
}

const order = ["refused", "draft", "ready", "sent", "received"];

function home() {
    const mine = entries.filter((e) => e.who === state.who), others = entries.length - mine.length;
    mine.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.changed - a.changed);
    const waiting = mine.filter((e) => e.state === "ready" || e.state === "sent").length;
    return [h("h1", t("title")), noteOf(),
        h("div.actions", act(t("act.fetch"), sync, ".outline"),
            waiting ? act(t("act.send", waiting), sync) : null,
            h("span.small", state.fetched ? t("fetched", clock(state.fetched)) : "")),
        others ? h("p.notice.calm", t("others", others)) : null,
        state.surveys.length ? state.surveys.map(surveyOf) : h("div.empty", h("p", t("empty"))),
        mine.length ? h("section", h("h2", t("entries")), h("ul.plain", mine.map(entryOf))) : null,
        h("p.actions.away", act(t("act.leave"), leave, ".outline"))];
}

// Of a phone that is given away; what was not sent keeps it.
async function leave() {
    if (entries.some((e) => e.state !== "received")) return void ask(t("leave.not"), t("understood"), "");
    if (!await ask(t("leave.sure"))) return undefined;
    for (const e of entries) await drop("entries", e.id);
    await put("kept", { surveys: [] }, "state");
    await dropForms([]);
    location.href = "/";
}

// ---- filling in ----

async function device() {
    const is = await get("kept", "device") ?? `app:${crypto.randomUUID()}`;
    await put("kept", is, "device");
    return is;
}

// A new entry takes the identifier that the engine gave it: from then on it is its name here
// and at the server.
async function keep(entry, now) {
    const fields = { xml: now.xml, files: now.files, name: now.name, language: now.language,
        changed: Date.now() };
    if (entry.id !== now.id) {
        await put("entries", { ...entry, ...fields, id: now.id });
        await drop("entries", entry.id);
        entry.id = now.id;
        history.replaceState(null, "", `#fill/${now.id}`);
        shownAt = location.hash;
    } else await change(entry.id, (e) => e.state === "draft" ? fields : null);
}

function saver(entry, line) {
    let timer = 0, work = Promise.resolve(), latest = null;
    const run = () => {
        timer = 0;
        work = work.then(() => keep(entry, latest)).then(
            () => { line.textContent = t("saved", clock(Date.now())); },
            (e) => { line.textContent = t("unsaved"); console.warn(e); });
        return work;
    };
    return {
        later(now) { latest = now; clearTimeout(timer); timer = setTimeout(run, 200); },
        async now(view) { clearTimeout(timer); latest = view; await run(); },
        async flush() { if (timer) { clearTimeout(timer); await run(); } else await work; },
    };
}

async function finish(entry, view, save, button) {
    button.disabled = true;
    await leaveForm();
    const out = await view.finish();
    button.disabled = false;
    if (!out) return void say(t("mend"));
    if (new Blob([out.xml]).size > 900_000) return void ask(t("too.large"), t("understood"), "");
    await save.now(view);
    await change(entry.id, () => ({ ...out, state: "ready", changed: Date.now() }));
    open = null;
    location.hash = "";
    const worker = await navigator.serviceWorker?.getRegistration("/app");
    worker?.sync?.register("send").catch(() => {}); // not every browser may
    return sync();
}

async function fillView(id) {
    const entry = await get("entries", id);
    if (!entry || entry.state !== "draft" || entry.who !== state.who) return void (location.hash = "");
    const source = await get("forms", entry.version);
    if (!source) return void main.replaceChildren(h("p", t("form.missing")), h("a", { href: "#" }, t("home")));
    const line = h("p.small.saved", { role: "status" }), save = saver(entry, line);
    const done = act(t("finish"), () => finish(entry, open.view, save, done), ".finish");
    const later = act(t("later"), async () => { await leaveForm(); location.hash = ""; }, ".outline");
    main.replaceChildren(h("nav.trail", h("a", { href: "#" }, `‹ ${t("home")}`)),
        entry.label ? h("p.who", h("b", entry.label), " ", entry.number) : "",
        h("div.bar", line, h("label.form-language-selector.hide", t("form.language"))),
        h("div", { id: "form" }), h("div.actions.end", done, later));
    const view = await startForm(source, entry, (now) => save.later(now));
    open = { view, save };
    await save.now(view);
}

async function leaveForm() {
    open?.view.settle();
    await open?.save.flush();
}

async function startForm(source, entry, changed) {
    const { fill } = await import("./fill.js");
    return fill({ source, entry, person: state.name, device: preview ? "" : await device(),
        language: entry.language ?? language(), read: texts, changed });
}

// ---- views ----

let shownAt = null;

async function load() {
    state = await get("kept", "state") ?? { surveys: [], who: 0, name: "" };
    entries = await all("entries");
    forms = await all("forms");
}

function frame() {
    document.getElementById("person").textContent = state.name ?? "";
    document.getElementById("place").textContent = t("title");
    const nav = document.getElementById("lang");
    const to = (code, words) => h("a", { href: "#", lang: code, onclick: (e) => {
        e.preventDefault();
        speak(code);
        shownAt = null;
        show();
    }, ...(language() === code ? { "aria-current": "true" } : {}) }, words);
    nav.replaceChildren(to("vi", "Tiếng Việt"), to("en", "English"));
}

// A view that is being filled in stays as it is when something in the store changes.
async function show() {
    const turn = ++serial, at = location.hash, moved = at !== shownAt;
    if (open && moved) { await leaveForm(); open = null; }
    await load();
    if (turn !== serial) return;
    frame();
    shownAt = at;
    if (at.startsWith("#fill/")) { if (moved) await fillView(at.slice(6)); return; }
    const focus = document.activeElement?.textContent;
    main.replaceChildren(...home().flat().filter(Boolean));
    if (moved) main.focus();
    else [...main.querySelectorAll("button")].find((b) => b.textContent === focus)?.focus();
}

async function showPreview() {
    state = { name: "", surveys: [] };
    frame();
    document.getElementById("lang").replaceChildren();
    main.replaceChildren(h("p.notice.calm", t("preview")),
        h("div.bar", h("label.form-language-selector.hide", t("form.language"))),
        h("div", { id: "form" }));
    const view = await startForm(await askJson(preview), { files: [] }, () => {});
    const done = act(t("preview.check"), async () => say(t(await view.finish() ? "preview.good" : "mend")));
    main.append(h("div.actions.end", done));
}

async function start() {
    if (preview) return showPreview();
    listen(() => show());
    addEventListener("hashchange", show);
    addEventListener("online", sync);
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") sync();
        else leaveForm();
    });
    addEventListener("pagehide", leaveForm);
    navigator.storage?.persist?.();
    navigator.serviceWorker?.register("/app-worker.js", { scope: "/app" })
        .catch((e) => console.warn(e.message));
    await show();
    setInterval(() => { if (entries.some((e) => e.state === "ready" || e.state === "sent")) sync(); },
        60_000);
    return sync();
}

start();
