// office: demo
// brief_test.mjs - a report goes from hand to hand without script: an officer begins and writes
// it, a leader sends it back once and then finds it right, it is frozen and its files are taken;
// a number leads to as many tasks as it says.
import { enterDemo, fits, start } from "../browser/lib.mjs";
import { Person, tell } from "../browser/person.mjs";

const t = await start();
const shape = (width) => ({ width, scheme: "light", lang: "vi", toString: () => `${width}` });

async function enter(meet, login, width) {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false,
        viewport: { width, height: 844 }, locale: "vi-VN" });
    const page = await context.newPage();
    t.watch(page, shape(width));
    const who = new Person(t, page, login);
    meet(who);
    await enterDemo(page, login);
    return who;
}

async function look(who, what) {
    t.check(await fits(who.page), `${what}: wider than the screen`);
    if (process.env.PICTURES) await who.page.screenshot({ fullPage: true,
        path: `${process.env.PICTURES}/brief-${what}.png` });
}

async function begin(officer) {
    await officer.page.goto("/brief/new");
    await officer.fill({ "Một ngày trong kỳ": "tháng trước" });
    await officer.press("Lập bản thảo");
    await officer.sees("Nhập một ngày trong kỳ");
    await officer.fill({ "Một ngày trong kỳ": "5/9/2022" });
    await officer.press("Lập bản thảo");
    await officer.sees("tháng 9 năm 2022");
    await officer.sees("Chưa chốt");
    await officer.sees("Chắc đến đâu");
    await look(officer, "draft");
    await t.accessible(officer.page, "brief draft");
    await officer.fill({ "Vì sao": "Thiếu số liệu của hai huyện." });
    await officer.press("Lưu lời viết");
    await officer.sees("Đã lưu lời viết");
    await officer.press("Gửi soát");
    await officer.sees("đang soát");
    return new URL(officer.page.url()).pathname;
}

async function review(leader, officer, at) {
    await leader.page.goto(at);
    await leader.fill({ "Cần sửa gì": "Nêu rõ hai huyện nào." });
    await leader.press("Trả về bản thảo");
    await leader.sees("Đã trả về bản thảo");
    await officer.page.goto(at);
    await officer.sees("Nêu rõ hai huyện nào.");
    await officer.press("Gửi soát");
    const own = await officer.main.getByRole("button", { name: "Đã soát" }).count();
    t.check(own === 0, "an author may review their own report");
    await leader.page.goto(at);
    await leader.press("Đã soát, số liệu và lời đúng");
    await leader.sees("Đã ghi nhận soát");
    await look(leader, "reviewed");
}

async function files(officer, at) {
    const kinds = { pdf: "%PDF", docx: "PK", xlsx: "PK", html: "<!do", figures: '{"fo' };
    for (const [kind, first] of Object.entries(kinds)) {
        const got = await officer.page.request.get(`${at}/${kind}`);
        const bytes = got.ok() ? await got.body() : Buffer.from("");
        if (kind === "pdf" && got.status() === 404) continue; // without WeasyPrint
        t.check(bytes.subarray(0, first.length).toString() === first,
            `${kind}: ${got.status()} ${bytes.subarray(0, 20)}`);
        t.check(/attachment/.test(got.headers()["content-disposition"] ?? ""),
            `${kind} is shown, not saved`);
    }
}

async function follow(officer) {
    const link = officer.main.locator(".report .figures tbody td a").first();
    const n = (await link.innerText()).trim();
    await link.click();
    await officer.sees(`${n} nhiệm vụ.`);
    t.check(await officer.main.locator("tbody tr").count() === Number(n), `not ${n} tasks`);
    await look(officer, "tasks");
}

await tell(t, async (meet) => {
    const officer = await enter(meet, "chuyenvien", 390);
    const leader = await enter(meet, "lanhdao", 1280);
    const at = await begin(officer);
    await review(leader, officer, at);
    await officer.page.goto(at);
    await officer.press("Chốt báo cáo");
    await officer.sees("Đã chốt báo cáo");
    await officer.sees("Thiếu số liệu của hai huyện.");
    await look(officer, "frozen");
    await t.accessible(officer.page, "brief frozen");
    await files(officer, at);
    await officer.follow("Kiểm tra");
    await officer.sees("đúng như đã chốt");
    await officer.page.goto(at);
    await follow(officer);
    const stranger = await enter(meet, "huyen", 390);
    const got = await stranger.page.goto(at);
    t.check(got.status() === 404, `another unit sees the report: ${got.status()}`);
});
await t.end();
