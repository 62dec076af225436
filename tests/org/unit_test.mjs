// unit_test.mjs - units in the browser: added, merged after a look at what goes with it, and the
// merger taken back; the list of a day as a file.
import { createHash } from "node:crypto";
import { fits, setUp, shapes, start } from "../browser/lib.mjs";
import { Forms, looksWell } from "./form.mjs";

const t = await start();
const state = await setUp(t);
const few = [shapes[0], shapes[7]]; // narrow, light, Vietnamese; wide, dark, English
const page = await t.visitor(shapes[0], { state });
const f = new Forms(t, page);

async function addUnit(name, kind, parent, code) {
    await f.fill("/unit/new",
        { day: "2024-01-01", name, kind, parent, code, source: "dữ liệu thử" });
    t.check(/^\/unit\/\d+$/.test(f.at()), `${name} was not added: ${await f.main()}`);
    return f.at().split("/")[2];
}

async function units() {
    await page.goto("/unit");
    const top = (await page.getAttribute(".tree a", "href")).match(/\d+/)[0];
    await f.fill("/unit/new", { day: "2024-01-01", name: " ", kind: "district", parent: top,
        source: "dữ liệu thử" });
    await f.refused("name");
    t.check(await page.inputValue("[name=source]") === "dữ liệu thử", "what was typed is lost");
    t.check(await page.inputValue("[name=kind]") === "district", "what was chosen is lost");
    const district = await addUnit("Huyện <b>Thử</b>", "district", top, "900");
    const a = await addUnit("=1+1", "commune", district, "901");
    const b = await addUnit("Xã Đường Hoà", "commune", district, "902");
    t.check(!await page.locator("main b").count(), "a name is read as HTML");
    await page.goto("/unit?q=duong+hoa");
    t.check(await page.locator("tbody tr").count() === 1, "not found without accents");
    return { top, district, a, b };
}

async function tree(day) {
    await page.goto(`/unit?day=${day}`);
    return (await page.locator(".tree a").allTextContents()).map((s) => s.trim());
}

async function merge({ a, b }) {
    const before = await tree("2024-06-01");
    await f.fill(`/unit/${a}/merge?day=2024-06-01`, { day: "2024-07-01", [`old.${b}`]: true,
        into: "new", name: "", kind: "commune", code: "901", source: "Nghị quyết thử" });
    await f.refused("name");
    await f.fill(null, { name: "Xã Gộp" });
    t.check(/đánh dấu xác nhận/.test(await f.main()), "it was done without a look");
    t.check(await page.locator("#stakes").count() === 1, "nothing says what will change");
    t.check((await tree("2024-07-01")).includes("=1+1"), "a look changed the tree");
    await f.fill(`/unit/${a}/merge?day=2024-06-01`, { day: "2024-07-01", [`old.${b}`]: true,
        into: "new", name: "Xã Gộp", kind: "commune", code: "901", source: "Nghị quyết thử" });
    await f.fill(null, { sure: true });
    t.check(await page.locator(".notice").count() === 1, `not merged: ${await f.main()}`);
    t.check(/Chuyển thành[^]*Xã Gộp[^]*100,00%/.test(await f.main()), "the heir is not shown");
    t.check((await tree("2024-07-01")).includes("Xã Gộp"), "the new unit is not in the tree");
    t.check((await tree("2024-06-30")).join() === before.join(), "an old list has changed");

    await page.goto("/reform");
    await page.click("tbody tr:first-child a");
    await page.click("main form button");
    t.check(await page.locator(".notice").count() === 1, "it was not taken back");
    t.check((await tree("2024-07-01")).join() === before.join(), "not as before");
}

async function file() {
    const reply = await page.request.get("/unit.csv?day=2024-06-01");
    const text = await reply.text(), cut = text.trimEnd().lastIndexOf("\n") + 1;
    const [, rows, , hash] = text.slice(cut).trim().replaceAll('"', "").split(",");
    t.check(createHash("sha256").update(text.slice(0, cut)).digest("hex") === hash,
        "the checksum of the file is not that of its rows");
    t.check(+rows === text.slice(0, cut).trim().split("\n").length - 1, "rows are missing");
    t.check(text.includes(`"'=1+1"`), "a formula in the file");
    t.check(reply.headers()["content-disposition"]?.includes("attachment"), "not a download");
}

const { a, b, district } = await units();
await merge({ a, b });
await file();
const paths = ["/unit", "/unit?q=a", `/unit/${a}`, `/unit/${district}`, "/unit/new",
    `/unit/${a}/merge`, `/unit/${a}/split`, "/reform", "/reform/1"];
for (const [i, path] of paths.entries()) await looksWell(t, path, [few[i % 2]], state, fits);
const stranger = await t.visitor(shapes[0]);
await stranger.goto("/unit");
t.check(new URL(stranger.url()).pathname === "/login", "the units are open to the public");
await t.end();
