// log_test.mjs - the log of deeds in the browser: the public page and what it signs, the deeds
// with their filter, the jobs, the state of the server; who may see which.
import { fits, setUp, shapes, start } from "../browser/lib.mjs";

const t = await start();
const state = await setUp(t);
const few = [shapes[0], shapes[7]]; // narrow, light, Vietnamese; wide, dark, English
const at = (page) => new URL(page.url()).pathname;

// Signed within some seconds, and then on the foot of every page.
async function mark() {
    for (let i = 0; i < 50; i++) {
        const page = await (await fetch(t.base + "/log")).text();
        const found = page.match(/<footer>[^]*<code>(\d+) ([A-Za-z0-9+/]{16})<\/code>/);
        if (found) return found.slice(1);
        await new Promise((done) => setTimeout(done, 200));
    }
    t.check(false, "nothing was signed");
    return [];
}

async function publicPages() {
    const [size, root] = await mark();
    const reply = await fetch(t.base + "/log/checkpoint"), note = await reply.text();
    t.check(reply.headers.get("content-type") === "text/plain; charset=utf-8", "not plain text");
    const [origin, lines, hash, empty, signature] = note.split("\n");
    t.check(/^namro\/[0-9a-f]{16}$/.test(origin) && lines === size && hash.startsWith(root) &&
        empty === "" && signature.startsWith(`— ${origin} `), `an odd note: ${note}`);
    await t.each("/log", async (page, shape) => {
        t.check(await fits(page), `/log ${shape}: wider than the screen`);
        t.check((await page.innerText("main")).includes(hash), "the note is not shown");
    }, { among: few });
    await t.axe("/log", { among: few });
    for (const path of ["/log/deeds", "/admin/jobs", "/admin/status"]) {
        const page = await t.visitor(shapes[0]);
        await page.goto(path);
        t.check(at(page) === "/login", `${path} is open to the public`);
        await page.context().close();
    }
}

async function deeds() {
    await t.each("/log/deeds?reason=a+test", async (page, shape) => {
        t.check(await fits(page), `/log/deeds ${shape}: wider than the screen`);
        t.check(await page.locator("tbody tr").count() > 0, "no deeds");
        t.check(!/[a-z]+\.deed\.[a-z]/.test(await page.innerText("main")), "a deed has no words");
    }, { state, among: few });
    await t.axe("/log/deeds?reason=a+test", { state, among: few });
    const page = await t.visitor(shapes[0], { state });
    await page.goto("/log/deeds");
    t.check(await page.locator("tbody tr").count() === 0, "deeds without a reason");
    await page.goto("/log/deeds?reason=a+test");
    const all = await page.locator("tbody tr").count();
    await page.goto("/log/deeds?subject=post&since=2020-01-01&reason=a+test");
    const some = await page.locator("tbody tr").count();
    t.check(some > 0 && some < all, `the filter gives ${some} of ${all}`);
    await page.goto("/log/deeds?until=2020-01-01&reason=a+test");
    t.check(await page.locator("tbody tr").count() === 0, "deeds before the office was there");
    await page.goto("/log/deeds?since=32/1/2020");
    t.check(await page.locator("[name=since][aria-invalid]").count() === 1, "a day that is none");
    await page.context().close();
}

async function jobs() {
    const page = await t.visitor(shapes[0], { state });
    await page.goto("/admin/jobs");
    const row = page.locator("tbody tr", { hasText: "Kiểm tra nhật ký" });
    await row.locator("button").click();
    t.check(await page.locator(".notice").count() === 1, "nothing says that it will run");
    for (let i = 0; i < 50; i++) {
        await page.goto("/admin/status");
        if (await page.locator(".badge.green").count()) break;
        await page.waitForTimeout(200);
    }
    t.check(/Nguyên vẹn/.test(await page.innerText("main")), "the check did not run");
    await page.context().close();
    for (const path of ["/admin/jobs", "/admin/status"]) {
        await t.each(path, async (one, shape) =>
            t.check(await fits(one), `${path} ${shape}: wider than the screen`),
        { state, among: few });
        await t.axe(path, { state, among: few });
    }
}

await publicPages();
await deeds();
await jobs();
if (process.env.PICTURES) {
    for (const shape of shapes.filter((s) => s.scheme === "light" || s.lang === "vi")) {
        for (const path of ["/log", "/log/deeds?reason=a+test", "/admin/jobs", "/admin/status"]) {
            const page = await t.visitor(shape, { state });
            await t.open(page, path, shape);
            await page.screenshot({ fullPage: true, path: `${process.env.PICTURES}/` +
                `${path} ${shape}`.replace(/\W+/g, "-") + ".png" });
            await page.context().close();
        }
    }
}
await t.end();
