// file_manager.js - the files of the entry that is open: chosen now, or kept with its draft.
import { getFilename } from "enketo-core/src/js/utils";

const MAX = 20 * 1024 * 1024; // what the server takes of one file
const kept = new Map();       // by name: Blob
const shown = new Set();      // addresses given for them

export function begin(files) {
    for (const url of shown) URL.revokeObjectURL(url);
    shown.clear();
    kept.clear();
    for (const f of files) kept.set(f.name, f.blob);
}

function address(blob) {
    const url = URL.createObjectURL(blob);
    shown.add(url);
    return url;
}

// Those that this answer names.
export function filesOf(form, xml) {
    const found = new Map(kept);
    for (const f of current(form)) found.set(f.name, f.blob);
    const named = new Set([...new DOMParser().parseFromString(xml, "text/xml").querySelectorAll("*")]
        .filter((e) => !e.children.length).map((e) => e.textContent));
    return [...found].filter(([name]) => named.has(name)).map(([name, blob]) =>
        ({ name, blob, sent: false }));
}

function unpack(uri) {
    const [head, data] = uri.split(","), type = head.slice(5).split(";")[0];
    return new Blob([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], { type });
}

function current(form) {
    return [...form.querySelectorAll("input[type=file]:not(.ignore)")].filter((i) => i.files[0])
        .map((i) => {
            const { resizedDataURI, resized, filenamePostfix } = i.dataset;
            return { name: getFilename(i.files[0], filenamePostfix),
                blob: resized && resizedDataURI ? unpack(resizedDataURI) : i.files[0] };
        });
}

async function getFileUrl(subject) {
    if (!subject) return null;
    if (typeof subject !== "string") return address(subject);
    if (kept.has(subject)) return address(kept.get(subject));
    if (subject.startsWith("/") || subject.startsWith("blob:")) return subject;
    throw new Error(subject);
}

export default {
    init: () => Promise.resolve(true),
    isWaitingForPermissions: () => false,
    getFileUrl,
    getObjectUrl: getFileUrl,
    getCurrentFiles: () => current(document.querySelector("form.or")).map((f) => f.blob),
    isTooLarge: (file) => file.size > MAX,
    getMaxSizeReadable: () => "20 MB",
};
