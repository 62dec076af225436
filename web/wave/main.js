// main.js - the page of an invited person: the code becomes a token, the form is filled in in
// this browser alone, and the answer goes, once, to a host that does not know the code.
//
// What is kept on this device, under the code's hash: the code and the token until the answer has
// been received, the answer until it has been sent.  Nothing goes out before a button is pressed.
import { ask, day, h, language, say, speak, t } from "../app/dom.js";
import { blind, finish, fingerprint, hashOf, readManifest, seal } from "./token.js";

const main = document.getElementById("main");
const { address, engine } = document.body.dataset;
const w = (key, ...holes) => t(`wave.page.${key}`, ...holes);
let manifest = null, kept = null, mark = "", open = null;

// ---- what this device keeps ----

const here = `wave:${address}`;
const place = (code) => `${here}:${hashOf(code)}`;

function recall(code, hash) {
    const was = code && localStorage.getItem(place(code));
    kept = { ...(was ? JSON.parse(was) : { code, step: "new" }) };
    if (hash) kept.hash = hash;
    if (code) mark = place(code);
}

// What is not named stays; what is named undefined goes.
function keep(change) {
    Object.assign(kept, change);
    localStorage.setItem(mark, JSON.stringify(kept));
    localStorage.setItem(here, mark);
}

// The code of the address, taken out of it: neither history nor a shared link shall hold it.
function readAddress() {
    const [code, hash = ""] = decodeURIComponent(location.hash.slice(1)).split(".");
    if (code) history.replaceState(null, "", location.pathname);
    const last = localStorage.getItem(here), was = last && localStorage.getItem(last);
    if (code) return recall(code, hash);
    kept = { step: "code" };
    if (was) { kept = JSON.parse(was); mark = last; }
    return undefined;
}

// ---- the two hosts ----

// Without cookies, without saying where it comes from.  Status 0: nobody answered.
async function call(host, path, body) {
    try {
        const r = await fetch(`${host ?? ""}/w/${address}/${path}`, { method: "POST",
            mode: "cors", credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store",
            headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
        return { ...await r.json().catch(() => ({})), status: r.status };
    } catch {
        return { status: 0 };
    }
}

// The reason in words: each status has its sentence, all others one.
const reasons = { 0: "offline", 400: "bad", 404: "code", 409: "spent", 410: "closed", 413: "long" };
const why = (status) => w(`why.${reasons[status] ?? "other"}`);

async function text(path) {
    const r = await fetch(path, { credentials: "omit", cache: "no-store" });
    if (!r.ok) throw new Error(path);
    return r.text();
}

// ---- parts of pages ----

const act = (words, run, more = "") =>
    h(`button${more}`, { type: "button", onclick: (e) => run(e.currentTarget) }, words);
const refusal = (words) => h("div.refusal", { role: "alert", tabindex: "-1" }, h("p", words));

function show(...parts) {
    main.replaceChildren(...parts.flat().filter(Boolean));
    const wrong = main.querySelector(".refusal");
    (wrong ?? main).focus();
    scrollTo(0, 0);
}

const title = () => h("h1", manifest?.title || document.title);

// How it is made sure that nobody learns who answered what, and what is not.
const promise = () => h("section.panel.wave-promise", h("h2", w("promise")),
    h("ul", ["once", "blind", "closed", "choice"].map((k) => h("li", w(`promise.${k}`)))),
    h("details", h("summary", w("limits")), h("p", w("limits.words")),
        h("p", h("a", { href: `/w/${address}/verify` }, w("verify")))));

// ---- the code ----

function codeView(wrong) {
    const field = h("input", { id: "code", autocomplete: "off", autocapitalize: "off",
        spellcheck: "false", "aria-describedby": "code-about" });
    const go = (e) => {
        e.preventDefault();
        const [code, hash] = field.value.trim().replace(/^.*#/, "").replace(/\s+/g, "").split(".");
        if (!code) return void show(codeView(w("code.empty")));
        recall(code, hash);
        return begin();
    };
    return [title(), wrong && refusal(wrong), h("section.panel", h("form", { onsubmit: go },
        h("label", { for: "code" }, w("code")), field,
        h("small", { id: "code-about" }, w("code.about")),
        h("div.actions", h("button", w("next"))))), promise()];
}

// ---- before the first question ----

// The day `until` is the first on which nothing is taken.
const lastDay = () => day(new Date(Date.parse(manifest.until) - 86_400_000).toISOString()
    .slice(0, 10));

// The letter carries the hash of the manifest: another manifest here is not the one announced.
const announced = () => !kept.hash || fingerprint(manifest.note).startsWith(kept.hash);

function firstView(wrong) {
    return [title(), wrong && refusal(wrong), h("section.panel",
        h("p", document.body.dataset.why),
        h("dl.facts", h("dt", w("who")), h("dd", document.body.dataset.unit),
            h("dt", w("until")), h("dd", lastDay()),
            h("dt", w("mark")), h("dd", h("code", fingerprint(manifest.note).slice(0, 16)), " ",
                kept.hash ? w("mark.same") : w("mark.compare"))),
        h("div.actions", act(w("next"), issue))), promise(),
    h("p", h("a", { href: "#", onclick: other }, w("code.other")))];
}

function other(e) {
    e.preventDefault();
    localStorage.removeItem(here);
    kept = { step: "code" };
    show(codeView());
}

// The secret is stored before it is shown to anybody: the office evaluates one for each code.
async function issue(button) {
    button.disabled = true;
    if (!kept.secret) keep({ secret: blind() });
    const reply = await call(manifest.issue, "issue",
        { code: kept.code, blinded: kept.secret.blinded });
    if (reply.status !== 200) {
        if ([404, 410].includes(reply.status)) localStorage.removeItem(mark);
        return show(firstView(why(reply.status)));
    }
    const group = manifest.classes.find((k) => k.n === reply.class);
    try {
        keep({ output: finish(kept.secret, reply, group.key), group: group.n, step: "ready" });
    } catch {
        return show(title(), refusal(w("why.proof")), h("p", w("why.proof.next")));
    }
    return show(readyView());
}

function readyView(wrong) {
    const group = manifest.classes.find((k) => k.n === kept.group);
    return [title(), wrong && refusal(wrong), h("section.panel",
        h("p.wave-checked", w("checked")),
        h("p", w("group"), " ", h("b", group.label), " ", w("group.of", group.invited)),
        h("p", w("group.why")),
        h("div.actions", act(w(kept.xml ? "go" : "begin"), formView)))];
}

// ---- the form ----

// Moments and devices that forms note by themselves would tell who answered when.
function withoutTraces(xml) {
    const out = new DOMParser().parseFromString(xml, "text/xml");
    for (const { name } of document.querySelectorAll("form.or [data-preload]")) {
        let found = [out.documentElement];
        for (const step of name.split("/").slice(2))
            found = found.flatMap((e) => [...e.children].filter((k) => k.nodeName === step));
        for (const e of found) e.textContent = "";
    }
    // In the one normal form, as the office reads it: what binds it to the token is over its bytes.
    return new XMLSerializer().serializeToString(out).trim().normalize("NFC");
}

async function formView(button, problems) {
    button.disabled = true;
    let source, fill;
    try {
        source = JSON.parse(await text(`/w/${address}/form`));
        ({ fill } = await import(engine));
    } catch {
        return show(readyView(w("why.offline")));
    }
    keep({ step: "form" });
    const line = h("p.small.saved", { role: "status" }, w("draft"));
    const note = h("div", { id: "problems" });
    show(title(), h("div.bar", line, h("label.form-language-selector.hide", t("form.language"))),
        note, h("div", { id: "form" }), h("div.actions.end",
            act(w("send"), send, ".finish"),
            act(w("drop"), drop, ".outline")));
    open = await fill({ source, entry: { xml: kept.xml, files: [] }, person: "", device: "",
        language: kept.language ?? language(), read: text,
        changed: (now) => keep({ xml: now.xml, language: now.language }) });
    if (problems) tellProblems(problems);
    return undefined;
}

async function drop() {
    if (!await ask(w("drop.sure"))) return;
    open?.close();
    open = null;
    keep({ xml: undefined, step: "ready" });
    show(readyView());
}

// What the office refuses is told at its question, and above as a list that leads there.
function tellProblems(problems) {
    const list = problems.map(({ path, what }, i) => {
        const field = document.querySelector(
            `form.or [name="${CSS.escape(path)}"], form.or [data-name="${CSS.escape(path)}"]`);
        const question = field?.closest(".question");
        if (!question) return h("li", what);
        question.id ||= `question-${i}`;
        question.append(h("p.wave-wrong", what));
        const words = question.querySelector(".question-label.active")?.textContent ?? path;
        return h("li", h("a", { href: `#${question.id}`, onclick: (e) => {
            e.preventDefault();
            field.focus();
            question.scrollIntoView({ block: "center" });
        } }, words), ": ", what);
    });
    const box = h("div.refusal", { role: "alert", tabindex: "-1" }, h("p", w("mend")),
        h("ul", list));
    document.getElementById("problems").replaceChildren(box);
    box.focus();
    box.scrollIntoView({ block: "start" });
}

const tell = (words) => {
    const box = refusal(words);
    document.getElementById("problems").replaceChildren(box);
    box.focus();
    box.scrollIntoView({ block: "center" });
};

async function send(button) {
    button.disabled = true;
    for (const e of main.querySelectorAll(".wave-wrong, #problems > *")) e.remove();
    open.settle();
    const out = await open.finish();
    button.disabled = false;
    if (!out) return void say(t("mend"));
    if (!await ask(w("send.sure"), w("send.yes"))) return undefined;
    button.disabled = true;
    const reply = await sendAnswer(withoutTraces(out.xml));
    button.disabled = false;
    if (reply.status === 422 && reply.problems?.length) return tellProblems(reply.problems);
    if (reply.status !== 200 && !(reply.status === 409 && reply.before))
        return tell(why(reply.status));
    return received(reply);
}

// That it was tried is kept first.  "Spent" after such a try is our own answer, whose reply was
// lost on the way: nobody else has the token.
async function sendAnswer(answer) {
    const before = kept.tried;
    keep({ tried: true, back: kept.back ?? blind() });
    const reply = await call(manifest.answer, "answer", { class: kept.group,
        token: kept.secret.t, mac: seal(kept.output, address, answer), answer,
        receipt: kept.back.blinded });
    if (![0, 200, 409].includes(reply.status) && !before) keep({ tried: undefined });
    return { ...reply, before };
}

function received(reply) {
    let receipt;
    try {
        receipt = { t: kept.back.t, output: finish(kept.back, reply, manifest.receipt) };
    } catch { /* it was received; reminders are stopped by asking the office */ }
    open?.close();
    open = null;
    keep({ step: "sent", receipt, xml: undefined, secret: undefined, output: undefined,
        back: undefined, tried: undefined, group: undefined });
    show(sentView());
}

// ---- afterwards ----

function sentView(wrong) {
    const stop = kept.receipt && [h("h2", w("done")), h("p", w("done.why")),
        h("div.actions", act(w("done.act"), done))];
    return [title(), wrong && refusal(wrong), h("section.panel",
        h("p.wave-checked", w("sent")), h("p", w("sent.why")),
        stop, kept.step === "done" && h("p.wave-checked", w("done.was")),
        h("p", h("a", { href: `/w/${address}/verify` }, w("verify"))),
        h("p", h("a", { href: "#", onclick: other }, w("code.other"))))];
}

async function done(button) {
    button.disabled = true;
    const reply = await call(manifest.issue, "done", { code: kept.code, receipt: kept.receipt });
    if (reply.status !== 200) return show(sentView(why(reply.status)));
    keep({ step: "done", receipt: undefined });
    return show(sentView());
}

// ---- which of these ----

function frame() {
    const to = (code, words) => h("a", { href: "#", lang: code, onclick: (e) => {
        e.preventDefault();
        open?.settle();
        speak(code);
        location.reload();
    }, ...(language() === code ? { "aria-current": "true" } : {}) }, words);
    document.getElementById("lang").replaceChildren(to("vi", "Tiếng Việt"), to("en", "English"));
    document.getElementById("place").textContent = w("frame");
}

async function begin() {
    try {
        const note = await text(`/w/${address}/manifest`);
        manifest = { ...readManifest(note), note };
    } catch {
        return show(h("h1", document.title), refusal(w("why.offline")),
            h("div.actions", act(w("again"), begin)));
    }
    if (!announced()) return show(title(), refusal(w("why.mark")), h("p", w("why.proof.next")));
    if (kept.step === "code") return show(codeView());
    if (kept.step === "new") return show(firstView());
    if (kept.step === "sent" || kept.step === "done") return show(sentView());
    return show(readyView());
}

frame();
addEventListener("pagehide", () => open?.settle());
document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") open?.settle();
});
addEventListener("hashchange", () => {
    if (location.hash.length < 2) return;
    readAddress();
    begin();
});
readAddress();
begin();
