// office: demo
// notice_test.mjs - what a person is reminded of, without script: unread notices stand in the top
// of each page, one is opened and is read, the rest are marked; mail is chosen and stays; an
// administrator changes the ladder and is refused what it cannot have; nobody else may see it.
import { enterDemo, fits, start } from "../browser/lib.mjs";
import { Person, tell } from "../browser/person.mjs";

const t = await start();

async function enter(meet, login, width) {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false,
        viewport: { width, height: 844 }, locale: "vi-VN" });
    const page = await context.newPage();
    t.watch(page, { toString: () => `${login} ${width}` });
    const who = new Person(t, page, login);
    meet(who);
    await enterDemo(page, login);
    return who;
}

async function look(who, what) {
    t.check(await fits(who.page), `${what}: wider than the screen`);
    if (process.env.PICTURES) await who.page.screenshot({ fullPage: true,
        path: `${process.env.PICTURES}/notice-${what}.png` });
}

const unread = async (who) => {
    const badge = who.page.locator("a[href='/notice']").filter({ hasText: /\d/ }).first();
    return await badge.count() ? Number((await badge.innerText()).match(/\d+/)[0]) : 0;
};

async function read(officer) {
    const { page, main } = officer;
    await page.goto("/notice");
    const before = await unread(officer);
    t.check(before >= 3, `${before} unread notices only`);
    await officer.sees(`Chưa đọc: ${before}.`);
    await look(officer, "list");
    await t.accessible(page, "notices");
    const first = main.locator("ol.notices > li").first();
    const work = (await first.locator("p").nth(1).innerText()).trim();
    await Promise.all([page.waitForNavigation(),
        first.getByRole("button", { name: /^Mở nhiệm vụ số \d+$/ }).click()]);
    t.check(/^\/task\/\d+$/.test(officer.at()), `a notice led to ${officer.at()}`);
    await officer.sees(work);
    t.check(await unread(officer) === before - 1, "opened, and not read");
    await page.goto("/notice");
    await officer.press("Đánh dấu đã đọc tất cả");
    await officer.sees("Đã đánh dấu đã đọc.");
    t.check(await unread(officer) === 0, "marked, and not read");
    t.check(await main.getByText("Mới", { exact: true }).count() === 0, "still new");
}

async function choose(officer) {
    await officer.pick("Thư báo có việc mới", "không gửi thư");
    await officer.press("Lưu");
    await officer.sees("Đã lưu cách nhận thư.");
    await officer.page.goto("/notice");
    t.check(await officer.main.getByRole("radio", { name: "không gửi thư" }).isChecked(),
        "the choice of mail is lost");
}

// A notice of another: it is not there, whatever its number.
async function others(meet) {
    const other = await enter(meet, "capxa", 390);
    await other.page.goto("/notice");
    const token = await other.page.locator("[name=token]").first().inputValue();
    const reply = await other.page.request.post("/notice/1/open",
        { form: { token }, headers: { origin: t.base } });
    t.check(reply.status() === 404, `the notice of another: ${reply.status()}`);
    const ladder = await other.page.request.get("/admin/ladder");
    t.check(ladder.status() === 403, `the ladder: ${ladder.status()}`);
}

async function change(admin) {
    const { page, main } = admin;
    await page.goto("/admin/ladder");
    await look(admin, "ladder");
    await t.accessible(page, "ladder");
    const rungs = await main.locator("tbody tr").count();
    await admin.fill({ "Số ngày làm việc so với hạn": "ba", "Nhắc ai": "đứng đầu đơn vị chủ trì" });
    await admin.press("Thêm");
    const typed = await admin.field("Số ngày làm việc so với hạn").inputValue();
    t.check(typed === "ba", "what was typed is lost");
    await admin.fill({ "Số ngày làm việc so với hạn": "5" });
    await admin.press("Thêm");
    await admin.sees("quá hạn 5 ngày làm việc");
    t.check(await main.locator("tbody tr").count() === rungs + 1, "no rung was added");
    await Promise.all([page.waitForNavigation(), main.getByRole("button",
        { name: /^Bỏ: quá hạn 5 ngày làm việc/ }).click()]);
    t.check(await main.locator("tbody tr").count() === rungs, "no rung was dropped");
}

await tell(t, async (meet) => {
    const officer = await enter(meet, "chuyenvien", 390);
    await read(officer);
    await choose(officer);
    await others(meet);
    await change(await enter(meet, "quantri", 390));
});
await t.end();
