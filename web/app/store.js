// store.js - what the phone keeps, in IndexedDB: page and worker share it.
//
//     kept      by name: "state" (who, surveys, visits), "device"
//     forms     by version: page and model of a form
//     entries   by instance identifier: what was filled in
//
// An entry is { id, who, survey, version, title, number, label, state, xml, files, made, changed,
// name, error, receipt }; its state goes
//
//     draft -> ready -> sent -> received        refused: what the server does not take
//
// "sent" has gone out and waits for the receipt: it may be with the server or not, and is sent
// again, the same to the last byte.  What was received leaves the phone but for its receipt.
let opening;

function open() {
    return opening ??= new Promise((resolve, reject) => {
        const r = indexedDB.open("namro-app", 1);
        r.onupgradeneeded = () => {
            r.result.createObjectStore("kept");
            r.result.createObjectStore("forms", { keyPath: "version" });
            r.result.createObjectStore("entries", { keyPath: "id" });
        };
        r.onsuccess = () => {
            r.result.onversionchange = () => { r.result.close(); opening = null; };
            resolve(r.result);
        };
        r.onerror = () => { opening = null; reject(r.error); };
    });
}

// Runs `work` on a store; done when it is on the disk.
async function run(name, mode, work) {
    const db = await open();
    return new Promise((resolve, reject) => {
        const tx = db.transaction(name, mode, { durability: "strict" });
        let result;
        const request = work(tx.objectStore(name), (value) => { result = value; });
        if (request) request.onsuccess = () => { result = request.result; };
        tx.oncomplete = () => resolve(result);
        tx.onabort = tx.onerror = () => reject(tx.error);
    });
}

export const get = (store, key) => run(store, "readonly", (s) => s.get(key));
export const all = (store) => run(store, "readonly", (s) => s.getAll());
export const put = (store, value, key) => run(store, "readwrite", (s) => s.put(value, key));
export const drop = (store, key) => run(store, "readwrite", (s) => s.delete(key));

// Changes an entry as it stands now: page and worker may be at it at once.  `change` gives the
// fields that are new; null leaves it as it is.
export async function change(id, change) {
    const after = await run("entries", "readwrite", (s, done) => {
        s.get(id).onsuccess = ({ target }) => {
            const is = target.result, fields = is && change(is);
            if (!fields) return done(is);
            const next = { ...is, ...fields };
            s.put(next).onsuccess = () => done(next);
        };
    });
    tell();
    return after;
}

const channel = new BroadcastChannel("namro-app");
export const tell = () => { channel.postMessage("changed"); heard?.(); };
let heard;
export const listen = (run) => { heard = channel.onmessage = run; };
