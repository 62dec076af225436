// dom.js - elements made of what they hold, and the words of the app.
const { vi, en } = JSON.parse(document.body.dataset.words);
const tongues = { vi, en };
let lang = localStorage.lang ?? document.documentElement.lang;

export const language = () => lang;
export function speak(next) {
    lang = localStorage.lang = next in tongues ? next : "vi";
    document.documentElement.lang = lang;
}
speak(lang);

// The text of this key, its holes {1} {2} filled.
export const t = (key, ...holes) =>
    (tongues[lang][key] ?? key).replace(/\{(\d)\}/g, (_, n) => holes[n - 1] ?? "");

// h("a.button", { href, onclick }, "text", node, null)
export function h(name, ...rest) {
    const [tag, ...classes] = name.split(".");
    const e = document.createElement(tag);
    if (classes.length) e.className = classes.join(" ");
    for (const part of rest.flat()) {
        if (part == null || part === false) continue;
        if (typeof part === "object" && !(part instanceof Node)) set(e, part);
        else e.append(part);
    }
    return e;
}

function set(e, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
        else if (value === true) e.setAttribute(name, "");
        else if (value !== false && value != null) e.setAttribute(name, value);
    }
}

// A question with two buttons, in place of the browser's own, which some phones hide.
export function ask(words, yes = t("yes"), no = t("no")) {
    if (!globalThis.HTMLDialogElement) return Promise.resolve(confirm(words));
    return new Promise((resolve) => {
        const box = h("dialog.ask", h("p", words), h("div.actions",
            h("button", { type: "button", onclick: () => box.close("yes") }, yes),
            no && h("button.outline", { type: "button", onclick: () => box.close("no") }, no)));
        box.addEventListener("close", () => { box.remove(); resolve(box.returnValue === "yes"); });
        document.body.append(box);
        box.showModal();
    });
}

// Said to those who hear the page.
export const say = (words) => { document.getElementById("said").textContent = words; };

const two = (n) => String(n).padStart(2, "0");
export const clock = (ms) => {
    const d = new Date(ms);
    return `${two(d.getHours())}:${two(d.getMinutes())} ${two(d.getDate())}/` +
        `${two(d.getMonth() + 1)}/${d.getFullYear()}`;
};
export const day = (text) => text.split("-").reverse().join("/");
