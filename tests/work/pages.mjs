// pages.mjs - lists and what is made of them: accessible, on a phone, light, and true.
import { readFileSync } from "node:fs";
import { fits, shapes, start, weigh } from "../browser/lib.mjs";

const LIST_BYTES_MAX = 60_000;
const two = [shapes[0], shapes[shapes.length - 1]]; // a phone in light, a wide screen in dark

const t = await start();
const cookies = readFileSync(process.env.NAMRO_COOKIES, "utf8").trim().split("\n");
const state = (i) => ({ origins: [], cookies: [{ name: "namro", value: cookies[i], path: "/",
    domain: "127.0.0.1", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" }] });
const leader = state(0), district = state(2);

const paths = ["/", "/task", "/task?state=overdue&unit=5&due_to=2022-12-31&issuer=x", "/calendar",
    "/timeline?state=overdue", "/grid", "/task/print?state=soon", "/view", "/view/new?path=/task",
    "/task?unit=999999"];
for (const path of paths) {
    await t.each(path, async (page, shape) => {
        t.check(await fits(page), `${path} ${shape}: wider than the screen`);
    }, { state: leader, among: two });
}
for (const path of paths.slice(0, 6)) await t.axe(path, { state: leader, among: two });
await t.axe("/", { state: district, among: [two[0]] });

const page = await t.visitor(shapes[4], { state: leader });
const { each } = await weigh(page, () => t.open(page, "/task", shapes[4]));
t.check(each <= LIST_BYTES_MAX, `/task costs ${each} bytes`);

// A figure of the first page leads to a list of that length.
const number = (text) => Number(text.replace(/\D/g, ""));
await page.goto("/");
const links = await page.$$eval(".waiting a, .square a, .units .num a", (all) =>
    all.slice(0, 24).map((a) => [a.getAttribute("href"), (a.querySelector("b") ?? a).textContent]));
t.check(links.length > 12, "the first page has figures");
for (const [href, text] of links) {
    await page.goto(href);
    const total = await page.$(".total");
    const found = number(await total.innerText());
    t.check(found === number(text), `${href}: ${text} on the first page, ${found} in the list`);
}

// A filter is typed, told in words, saved, found again, taken off.
await page.goto("/task");
await page.selectOption("[name=unit]", "5");
await page.click("form.filter button");
await page.click(".tabs a:nth-child(2)");
t.check(/state=overdue/.test(page.url()) && /unit=5/.test(page.url()), `filtered: ${page.url()}`);
t.check(await page.locator(".words a").count() === 3, "two conditions and a way to drop all");
const address = new URL(page.url());
await page.locator(".actions a").last().click();
await page.fill("[name=name]", "Quá hạn <b>");
await page.click("main button");
t.check(new URL(page.url()).pathname === "/task", `saved: ${page.url()}`);
t.check(await page.getByRole("link", { name: "Quá hạn <b>" }).count() === 1, "it is listed");
t.check(new URL(page.url()).search === address.search, "the saved view is the same address");
await page.locator(".words a").first().click();
t.check(!/state=/.test(page.url()), `a condition is dropped: ${page.url()}`);

await t.end();
