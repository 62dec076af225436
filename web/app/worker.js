// worker.js - keeps the app on the phone: its page, its files, the media of its forms; and sends
// what waits, where the browser can do that in the background.
//
// The server puts self.namro = {words, files} before this: with each new file or sentence the
// worker is another one, and takes over when the last page of the old one is closed.
import { send } from "./send.js";

const { words, files } = self.namro;
const name = `namro-app ${words} ${files.join()}`.slice(0, 4000);

self.addEventListener("install", (event) => event.waitUntil((async () => {
    const cache = await caches.open(name);
    const page = await fetch("/app", { redirect: "error", cache: "no-store",
        credentials: "same-origin" });
    if (!page.ok) throw new Error("not signed in");
    await Promise.all([cache.put("/app", page), cache.addAll(files)]);
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
    for (const old of await caches.keys())
        if (old.startsWith("namro-app") && old !== name) await caches.delete(old);
    await self.clients.claim();
})()));

async function kept(request, key) {
    return await caches.match(key, { ignoreVary: true }) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
    const { request } = event, url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (request.mode === "navigate" && url.pathname === "/app")
        event.respondWith(kept(request, "/app"));
    else if (files.includes(url.pathname) || url.pathname.startsWith("/app/media/"))
        event.respondWith(kept(request, url.pathname));
});

self.addEventListener("sync", (event) => {
    if (event.tag === "send") event.waitUntil(send().then((what) => {
        if (what === "offline") throw new Error(what); // the browser tries again by itself
    }));
});
