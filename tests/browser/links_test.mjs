// office: demo
// links_test.mjs - a link that is offered can be opened: each role goes along every link, several
// pages of each kind, in one session; what it is led to is there and is not forbidden.
import { enterDemo, start } from "./lib.mjs";

const EACH = 3; // pages of one kind: what a page offers depends on the state of its subject
const roles = ["quantri", "lanhdao", "chuyenvien", "huyen", "canbohuyen", "capxa", "kiemtra",
    "theodoi", ""]; // "": the public
const leaves = /^\/(lang|logout|static|setup)\b/;
const slow = /\/(pdf|docx|xlsx)$/; // made when asked for, by other programs; their tests ask

const t = await start();
const kindOf = (path) => path.replace(/\/(\d+|[0-9a-f]{16,})(?=\/|$)/g, "/{id}");
const linksOf = (html) => [...html.matchAll(/<a\b[^>]*?\shref="(\/[^"]*)"/g)]
    .map((found) => found[1].replaceAll("&amp;", "&").replace(/#.*/, ""));

async function walk(login) {
    const page = await t.visitor({ width: 1280, scheme: "light", lang: "vi",
        toString: () => login });
    if (login) await enterDemo(page, login);
    const met = new Map(), seen = new Set(), queue = [["/", "the address bar"]];
    while (queue.length) {
        const [path, from] = queue.shift(), kind = kindOf(path.replace(/\?.*/, ""));
        const times = met.get(kind) ?? 0;
        if (seen.has(path) || times >= EACH || leaves.test(kind) || slow.test(kind)) continue;
        met.set(kind, times + 1);
        seen.add(path);
        const reply = await page.request.get(path);
        t.check(reply.ok(), `${login}: ${from} links ${path}: status ${reply.status()}`);
        if (!(reply.headers()["content-type"] ?? "").startsWith("text/html")) continue;
        queue.push(...linksOf(await reply.text()).map((to) => [to, path]));
    }
    t.check(met.size >= (login ? 20 : 8), `${login} came to ${met.size} kinds of page only`);
    if (process.env.TELL) console.log(login, met.size, [...met.keys()].join(" "));
    await page.context().close();
}

for (const login of roles) await walk(login);
await t.end();
