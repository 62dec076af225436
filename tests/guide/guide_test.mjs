// guide_test.mjs - the user guide: each topic in both languages, with its pictures; accessible.
import { fits, shapes, start } from "../browser/lib.mjs";

const t = await start();
const topics = async (page) => page.$$eval(".topics a", (all) =>
    all.map((a) => a.getAttribute("href")));

// Each picture is there, and is not wider than its place.
const pictures = (page) => page.evaluate(async () => {
    const all = [...document.querySelectorAll(".guide img")];
    all.forEach((img) => img.loading = "eager");
    await Promise.all(all.map((img) => img.decode()));
    return all.length;
});

const names = {};
let seen = 0;
for (const shape of shapes.filter(({ scheme }) => scheme === "light")) {
    const page = await t.visitor(shape);
    await t.open(page, "/help", shape);
    names[shape.lang] = await topics(page);
    for (const path of names[shape.lang]) {
        const reply = await page.goto(path);
        t.check(reply.ok(), `${path}: answered ${reply.status()}`);
        seen += await pictures(page);
        t.check(await fits(page), `${path} ${shape}: wider than the screen`);
    }
    await page.context().close();
}
t.check(names.vi.length > 10 && names.vi.join() === names.en.join(),
    "the languages have other topics");
t.check(seen >= 4 * 12, `only ${seen} pictures`);
const among = [shapes[0], shapes.at(-1)];
await t.axe("/help", { among });
await t.axe(names.vi[4], { among });

const page = await t.visitor(shapes[0]);
const reply = await page.goto("/help/guide/nothing");
t.check(reply.status() === 404, "a topic that is not there is there");
await t.end();
