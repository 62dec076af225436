// office: demo
// inspect_test.mjs - an inspector plans a round, draws it and does it on a phone, without script;
// the unit replies, a leader reads the result, an officer makes a task of what is to be corrected.
import { enterDemo, fits, start } from "../browser/lib.mjs";
import { Person, tell } from "../browser/person.mjs";

const t = await start();
const shape = { width: 390, scheme: "light", lang: "vi", toString: () => "390" };
const photo = { name: "Ảnh <hiện trường>.txt", mimeType: "text/plain",
    buffer: Buffer.from("sổ ký nhận") };

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

async function look(who, what) {
    t.check(await fits(who.page), `${what}: wider than the screen`);
    if (process.env.PICTURES) await who.page.screenshot({ fullPage: true,
        path: `${process.env.PICTURES}/inspect-${what}.png` });
}

// One task of the round: what the next link to a form leads to.
async function find(who, verdict, more = {}) {
    const link = who.main.locator('a[href$="/edit"]', { hasText: /./ })
        .and(who.page.locator('a[href*="/finding/"]')).first();
    await Promise.all([who.page.waitForNavigation(), link.click()]);
    const at = who.at().replace("/edit", "");
    await who.pick("1. Có sản phẩm đúng như đã giao", verdict === "Đúng thực tế" ? "Có" : "Không");
    await who.pick("Kết luận", verdict);
    await who.fill(more);
    await who.press("Lưu kết quả");
    return at;
}

await tell(t, async (meet) => {
    const inspector = await enter(meet, "kiemtra");
    const page = inspector.page;
    await inspector.menu("Kiểm tra");
    await inspector.press("Lập đợt kiểm tra");
    await inspector.fill({ "Tên đợt": "Kiểm tra <b>quý III</b>", "Từ ngày": "01/07/2022",
        "Đến ngày": "15/10/2022",
        "Mỗi dòng một câu hỏi": "Có sản phẩm đúng như đã giao\n\nĐủ chữ ký",
        "Lưu thành bộ, với tên": "Bộ thử", "Căn cứ, lý do": "Kế hoạch 12" });
    await inspector.press("Lập đợt và danh sách");
    await inspector.refused("Đến ngày", "Ngày cuối của kỳ không thể ở tương lai");
    await inspector.holds({ "Tên đợt": "Kiểm tra <b>quý III</b>", "Từ ngày": "01/07/2022" });
    await look(inspector, "refused");
    await inspector.fill({ "Đến ngày": "30/09/2022" });
    await inspector.press("Lập đợt và danh sách");
    await inspector.sees("Đang chuẩn bị");
    await inspector.sees(/[1-9]\d* nhiệm vụ hoàn thành từ 01\/07\/2022 đến 30\/09\/2022/);
    const round = inspector.at();

    // The list is a file whose hash the page tells.
    const list = await page.request.get(`${round}/frame/export?as=csv`);
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256").update(await list.body()).digest("hex");
    await inspector.sees(hash, "the hash of the list");
    const sheet = await page.request.get(`${round}/frame/export?as=xlsx`);
    t.check((await sheet.body()).subarray(0, 2).toString() === "PK", "the list is no spreadsheet");

    await inspector.fill({ "Cỡ mẫu": "4", "Ít nhất ở mỗi tầng": "0" });
    await inspector.press("Chia lại");
    await inspector.sees("Số ít nhất phải từ 1");
    await inspector.holds({ "Cỡ mẫu": "4" });
    await inspector.pick("Cách chia mẫu", "Bằng tay, theo bảng");
    await inspector.fill({ "Ít nhất ở mỗi tầng": "1" });
    const takes = page.locator("input.take");
    for (let i = 0, n = await takes.count(); i < n; i++)
        await takes.nth(i).fill(i < 3 ? "1" : "0");
    await look(inspector, "plan");
    await inspector.press("Chia lại");
    await inspector.fill({ "Số gieo": "một" });
    await inspector.press("Bốc 3 nhiệm vụ");
    await inspector.refused("Số gieo", "Số gieo là số nguyên");
    await inspector.fill({ "Số gieo": "" });
    await inspector.press("Bốc 3 nhiệm vụ");
    await inspector.sees("chương trình chọn");
    await inspector.sees("Đang kiểm tra: 0/3");
    await look(inspector, "sample");

    // Three tasks, on the spot.
    await find(inspector, "Đúng thực tế");
    await inspector.sees("Đang kiểm tra: 1/3");
    const bad = await find(inspector, "Không đúng thực tế", { "Minh chứng": photo });
    await inspector.refused("Nhận xét", "Hãy ghi nhận xét cho kết luận này");
    await inspector.sees(/Ảnh .hiện trường..txt/, "the file that was sent");
    await inspector.fill({ "Nhận xét": "Chỉ có <i>báo cáo</i>", "Ghi chú câu 2": "Chưa ký",
        "Việc cần khắc phục": "Tổ chức lại hội nghị" });
    await look(inspector, "finding");
    await inspector.press("Lưu kết quả");
    await find(inspector, "Không kiểm tra được", { "Nhận xét": "Đi vắng" });
    await inspector.sees("Đang kiểm tra: 3/3");
    await page.goto(bad);
    await inspector.sees("Chỉ có <i>báo cáo</i>");
    const file = page.locator(".evidence a").first();
    const got = await page.request.get(await file.getAttribute("href"));
    t.check(await got.text() === "sổ ký nhận", "the file is not what was sent");
    await inspector.press("Sửa kết quả");
    await inspector.holds({ "Nhận xét": "Chỉ có <i>báo cáo</i>", "Ghi chú câu 2": "Chưa ký" });
    await inspector.fill({ "Nhận xét": "Chỉ có báo cáo, không có hội nghị" });
    await inspector.press("Lưu kết quả");

    // Nobody else reads the round yet.
    const leader = await enter(meet, "lanhdao");
    const early = await leader.page.goto(round);
    t.check(early.status() === 404, `a running round is shown: ${early.status()}`);
    await page.goto(`${round}/result`);
    await inspector.sees("số liệu dưới đây là tạm tính");
    await inspector.sees("quá ít (2 nhiệm vụ)");
    await page.goto(round);
    await inspector.press("Kết thúc đợt");
    await inspector.fill({ "Kết luận chung": "Cần chấn chỉnh" });
    await inspector.press("Kết thúc đợt kiểm tra");
    await inspector.sees("Đã kết thúc");
    const late = await page.goto(`${bad}/edit`);
    t.check(late.status() === 400, `a closed round is edited: ${late.status()}`);

    // The leader reads the result of that, and of a larger one, and makes a task.
    await leader.page.goto(`${round}/result`);
    await leader.sees("Cần chấn chỉnh");
    await leader.page.goto("/inspect/1/result");
    await leader.sees(/Tỷ lệ không đúng thực tế\s+\d+,\d% \(từ \d+,\d% – \d+,\d%\)/);
    await look(leader, "result");
    const csv = await leader.page.request.get("/inspect/1/result/export?as=csv");
    const lines = (await csv.text()).trim().split(/\r?\n/);
    t.check(lines.length > 10 && /[0-9a-f]{64}/.test(lines.at(-1)), "the figures have no sum");
    await leader.page.goto(bad);
    await leader.press("Lập dự thảo nhiệm vụ khắc phục");
    await leader.sees("Khắc phục sau kiểm tra: Tổ chức lại hội nghị");
    await leader.sees(bad, "the way back to the finding");
    await leader.page.goto(bad);
    await leader.sees("Đã lập nhiệm vụ:");

    // The unit replies to what was found of it before; that of a neighbour it does not see.
    const unit = await enter(meet, "huyen");
    await unit.page.goto("/inspect");
    await unit.sees("Kết quả kiểm tra chờ đơn vị trả lời");
    const told = unit.main.locator('a[href*="/finding/"]').first();
    await Promise.all([unit.page.waitForNavigation(), told.click()]);
    await look(unit, "reply");
    await unit.fill({ "Trả lời của đơn vị": "Xin bổ sung <ngay>" });
    await unit.press("Gửi trả lời");
    await unit.sees("Xin bổ sung <ngay>");
    const others = await unit.page.goto(bad);
    const own = (await unit.main.innerText()).includes("Huyện Cẩm Giàng");
    t.check(others.status() === 404 || own, "a neighbour's finding is shown");
});
