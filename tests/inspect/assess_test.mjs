// office: demo
// assess_test.mjs - an officer assesses a period, decides on a unit and sends it; a leader
// approves; the officer writes the letter, which is issued and read by the unit, on a phone.
import { enterDemo, fits, start } from "../browser/lib.mjs";
import { Person, tell } from "../browser/person.mjs";

const t = await start();
const shape = { width: 390, scheme: "light", lang: "vi", toString: () => "390" };

async function enter(meet, name) {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false,
        viewport: { width: 390, height: 844 }, locale: "vi-VN" });
    const page = await context.newPage();
    t.watch(page, shape);
    const who = new Person(t, page, name);
    meet(who);
    await enterDemo(page, name);
    return who;
}

await tell(t, async (meet) => {
    const officer = await enter(meet, "chuyenvien");
    const page = officer.page;
    await officer.menu("Đánh giá");
    await officer.press("Đánh giá một kỳ");
    await officer.fill({ "Kỳ": "Từ ngày đến ngày", "Từ ngày": "01/01/2022" });
    await officer.press("Tính và lưu");
    await officer.refused("Đến hết ngày", "Hãy ghi ngày cuối");
    await officer.holds({ "Từ ngày": "01/01/2022" });
    await officer.fill({ "Đến hết ngày": "30/09/2022" });
    await officer.press("Tính và lưu");
    const at = officer.at();
    await officer.sees("Đã tính và lưu");
    await officer.follow("Tính lại và so sánh");
    await officer.sees("Tính lại ra đúng số liệu này");
    t.check(await fits(page), "the figures are wider than the screen");

    // A figure leads to as many tasks as it says.
    await officer.follow("Huyện Ninh Giang");
    const unit = officer.at();
    const cell = officer.main.locator('td a[href*="what=in_time"][href*="part=all"]').first();
    const n = Number(await cell.innerText());
    await Promise.all([page.waitForNavigation(), cell.click()]);
    t.check(n > 0 && await officer.main.locator("tbody tr").count() === n, "other tasks than said");

    // A decision needs its reason.
    await page.goto(unit);
    await officer.fill({ "Danh sách": "Chấn chỉnh", "Lý do": "" });
    await officer.press("Ghi quyết định");
    await officer.refused("Lý do", "Hãy ghi lý do");
    await officer.fill({ "Lý do": "Hai nhiệm vụ <quá hạn>" });
    await officer.press("Ghi quyết định");
    await officer.sees("Hai nhiệm vụ <quá hạn>");
    for (let left = 0; left < 12; left++) { // whatever else the rule proposes is looked at
        await page.goto(at);
        const link = officer.main.locator("tr", { hasText: "Quy tắc đề xuất:" }).locator("th a");
        if (!await link.count()) break;
        await Promise.all([page.waitForNavigation(), link.first().click()]);
        await officer.fill({ "Danh sách": "Không vào", "Lý do": "Đã xem" });
        await officer.press("Ghi quyết định");
    }
    await officer.press("Trình phê duyệt");
    await officer.sees("Chờ phê duyệt");
    await officer.press("Phê duyệt");
    await officer.sees("Hãy nhờ người thứ hai");

    const leader = await enter(meet, "lanhdao");
    await leader.page.goto(at);
    await leader.press("Phê duyệt");
    await leader.sees("Đã phê duyệt");

    // The letter: filled, signed, numbered; a number is used once.
    await page.goto(unit);
    await officer.follow("Soạn công văn chấn chỉnh");
    await officer.holds({ "Kính gửi": "Huyện Ninh Giang" });
    await officer.fill({ "Họ tên người ký": "Trần Thị Tưởng Tượng" });
    await officer.press("Lưu dự thảo");
    await officer.sees("Hai nhiệm vụ <quá hạn>");
    const letter = officer.at();
    await officer.fill({ "Số": "118" });
    await officer.press("Lấy số, phát hành");
    await officer.refused("Số", "Số này đã dùng");
    await officer.fill({ "Số": "120" });
    await officer.press("Lấy số, phát hành");
    await officer.sees("Số 120-CV/BTGTU");
    t.check(await fits(page), "the letter is wider than the screen");
    const docx = await page.request.get(`${letter}/docx`);
    t.check((await docx.body()).subarray(0, 2).toString() === "PK", "the DOCX is none");
    const pdf = await page.request.get(`${letter}/pdf`);
    const made = (await pdf.body()).subarray(0, 5).toString();
    t.check(made === "%PDF-" || pdf.status() === 400, `the PDF: ${pdf.status()}`);

    // A unit that it was not sent to cannot open it; what is approved it may read.
    const other = await enter(meet, "huyen");
    t.check((await other.page.goto(letter)).status() === 404, "a neighbour reads the letter");
    await other.page.goto(at);
    await other.sees("Danh sách chấn chỉnh");
});
