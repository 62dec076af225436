// shown_test.mjs - what the eye asks of pages of the demo office: bars and months of the timeline
// on a phone, each day of the calendar, long lists of units folded or parted, days typed the same
// way everywhere, a log on the days of the demo.  No page needs a script.
// office: demo
import { shapes, signIn, start } from "./lib.mjs";

const phone = shapes[0]; // 390, light, Vietnamese
const t = await start();

async function visitor(login, shape = phone) {
    return t.visitor(shape, { state: await signIn(t, login) });
}

// Whole inside the screen and to be seen?
function onScreen(page, what) {
    return page.$$eval(what, (all) => all.every((e) => {
        const r = e.getBoundingClientRect();
        return r.width >= 1 && r.left >= 0 && r.right <= document.documentElement.clientWidth;
    }));
}

async function timeline(page) {
    await page.goto("/timeline?state=overdue");
    t.check(await page.locator(".spans rect").count() === 5, "a bar for each overdue task");
    t.check(await onScreen(page, ".spans rect"), "a bar of the timeline is beside the phone");
    t.check(await page.locator(".spans .head text:visible").count() >= 3, "no months on a phone");
    t.check(await onScreen(page, ".spans .head text:not(.odd)"), "a month is beside the phone");
    const [name, bar] = await Promise.all([".spans a", ".spans rect"].map((what) =>
        page.locator(what).first().boundingBox()));
    t.check(bar.y >= name.y + name.height - 1, "a bar covers the name above it");
    t.check(/Huyện Nam Sách · hạn 30\/09\/2022/.test(await page.innerText(".spans")),
        "a bar does not say whose it is and until when");
}

async function calendar(page) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto("/calendar");
    const days = await page.$$eval(".calendar td", (all) => all.map((td) =>
        td.querySelector("time")?.textContent.match(/\d\d\/\d\d$/)?.[0]));
    t.check(days.length === 42 && days.every(Boolean), `days without a number: ${days}`);
    await page.setViewportSize({ width: phone.width, height: 844 });
}

async function cascade(page) {
    await page.goto("/task?state=running");
    await page.locator("tbody th a").first().click();
    const task = page.url();
    await page.goto(`${task}/split`);
    const boxes = page.locator(".units [type=checkbox]:visible");
    t.check(await boxes.count() < 40, `${await boxes.count()} units at once`);
    await page.goto(`${task}/split?pick=commune`);
    const hidden = await page.$$eval(".units [type=checkbox]:checked", (all) =>
        all.filter((box) => box.closest("details:not([open])")).length);
    t.check(hidden === 0, `${hidden} ticked units are folded away`);
}

async function people(page) {
    await page.goto("/task/new");
    const groups = await page.$$eval("#f-answerable optgroup", (all) => all.map((g) => g.label));
    t.check(groups.length > 10 && new Set(groups).size === groups.length,
        `people are not parted by unit: ${groups}`);
    t.check(groups.includes("Văn phòng"), `no group of the office itself: ${groups}`);
}

async function days(page) {
    await page.goto("/task?due_from=30/2/2022");
    t.check(await page.inputValue("[name=due_from]") === "30/2/2022", "a filter's day is lost");
    t.check(await page.locator("[name=due_from]:visible").count() === 1, "and folded away");
    await page.goto("/unit?day=31/13/2022");
    t.check(await page.inputValue("[name=day]") === "31/13/2022", "the day of the tree is lost");
    t.check(await page.locator("[name=day][aria-invalid]").count() === 1, "and nothing is said");
    await page.fill("[name=day]", "01072025");
    await page.locator("main form button").first().click();
    t.check(await page.inputValue("[name=day]") === "01/07/2025", "eight figures are no day");
    const asking = ["/task/new", "/document/new", "/unit", "/calendar/holidays", "/delegation"];
    for (const path of asking) {
        await page.goto(path);
        t.check(await page.locator("input.day").count() > 0, `${path}: no day is asked for`);
        t.check(await page.locator("[type=date]").count() === 0, `${path}: the browser's own day`);
    }
}

async function log(page) {
    for (const subject of ["unit", "reform", "staff", "post", "setting", "document", "task"]) {
        await page.goto(`/log/deeds?subject=${subject}&reason=a+test`);
        const years = await page.$$eval("tbody time", (all) =>
            all.map((e) => e.textContent.slice(-4)));
        t.check(years.every((year) => year === "2022"), `${subject}: of ${new Set(years)}`);
        const links = await page.$$eval("tbody a", (all) => all.map((a) => a.pathname));
        for (const path of new Set(links.slice(0, 3))) {
            const reply = await page.request.get(t.base + path);
            t.check(reply.ok(), `the log leads to ${path}: ${reply.status()}`);
        }
    }
}

const officer = await visitor("chuyenvien"), keeper = await visitor("quantri");
await timeline(officer);
await calendar(officer);
await cascade(officer);
await people(officer);
await days(officer);
await log(keeper);
await t.end();
