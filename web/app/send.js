// send.js - the queue: entries go out one after another, in the page or in the worker.
//
// Nothing leaves the phone's store before the server's receipt is in it.  What was cut off on
// the way is sent again, byte for byte, and the server knows it again by its identifier.
import { all, change } from "./store.js";

const FILES_MAX = 15, BYTES_MAX = 40e6; // in one request

class Trouble extends Error {
    // why: "offline" try later; "login"; "refused" with what the server said
    constructor(why, said = {}) { super(why); Object.assign(this, { why, said }); }
}

const waits = (e) => e.state === "ready" || e.state === "sent";

async function ask(address, options = {}) {
    let r;
    try {
        r = await fetch(address, { ...options, redirect: "manual", cache: "no-store",
            credentials: "same-origin" });
    } catch {
        throw new Trouble("offline");
    }
    if (r.type === "opaqueredirect" || r.status === 401) throw new Trouble("login");
    if (r.status === 429 || r.status >= 500) throw new Trouble("offline");
    return r;
}

const isJson = (r) => (r.headers.get("content-type") ?? "").startsWith("application/json");

// A reply that is not ours (the page of a café's network) is as good as none.
export async function askJson(address) {
    const r = await ask(address);
    if (r.status === 403) throw new Trouble("refused", { error: "http.forbidden" });
    if (!r.ok || !isJson(r)) throw new Trouble("offline");
    return r.json().catch(() => { throw new Trouble("offline"); });
}

function part(entry) {
    const files = [];
    let bytes = 0;
    for (const f of entry.files.filter((f) => !f.sent)) {
        if (files.length && (files.length === FILES_MAX || bytes + f.blob.size > BYTES_MAX)) break;
        files.push(f);
        bytes += f.blob.size;
    }
    return files;
}

function body(entry, token, files, more) {
    const form = new FormData();
    form.append("token", token); // first: no file is taken before it
    form.append("survey", entry.survey);
    form.append("number", entry.number ?? "");
    form.append("more", more ? "1" : "");
    form.append("xml", entry.xml);
    for (const f of files) form.append(f.name, f.blob, f.name);
    return form;
}

async function refusal(r) {
    const said = isJson(r) ? await r.json().catch(() => ({})) : {};
    return new Trouble("refused", { error: "", words: "", ...said, status: r.status });
}

// With a fresh token each time: a phone may have been away for days.  From here on the entry may
// be with the server, and says so; one that goes stale between two requests is fetched again.
async function post(entry, files, more, again = true) {
    const { who, token } = await askJson("/app/token");
    if (who !== entry.who) throw new Trouble("other");
    const now = await change(entry.id, (e) => waits(e) ? { state: "sent", error: null } : null);
    if (!now || !waits(now)) return null; // somebody has taken it back
    const r = await ask("/app/submission", { method: "POST",
        body: body(now, token, files, more) });
    if (r.status === 403 && again && !isJson(r)) return post(entry, files, more, false);
    if (!r.ok) throw await refusal(r);
    const said = isJson(r) ? await r.json().catch(() => null) : null;
    if (said?.id !== entry.id) throw new Trouble("offline");
    return said;
}

async function sendOne(entry) {
    for (;;) {
        const files = part(entry), names = new Set(files.map((f) => f.name));
        const left = entry.files.filter((f) => !f.sent && !names.has(f.name)).length;
        const said = await post(entry, files, left > 0);
        if (!said) return;
        if (!left) {
            await change(entry.id, () => ({ state: "received", xml: "", files: [], label: "",
                receipt: { id: said.id, at: said.at } }));
            return;
        }
        entry = await change(entry.id, (e) => ({
            files: e.files.map((f) => names.has(f.name) ? { ...f, sent: true } : f) }));
    }
}

async function run() {
    let result = "done";
    const list = (await all("entries")).filter(waits).sort((a, b) => a.changed - b.changed);
    for (const entry of list) {
        try {
            await sendOne(entry);
        } catch (e) {
            if (!(e instanceof Trouble)) throw e;
            if (e.why === "other") { result = "other"; continue; }
            if (e.why !== "refused") return e.why;
            await change(entry.id, () => ({ state: "refused", error: e.said }));
            result = "refused";
        }
    }
    return result;
}

// "done", "offline", "login", "other" (an entry of somebody else waits), "refused", "busy".
export async function send() {
    if (!navigator.locks) return run();
    return navigator.locks.request("namro-send", { ifAvailable: true },
        (lock) => lock ? run() : "busy");
}
