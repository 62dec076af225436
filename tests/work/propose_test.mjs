// office: demo
// propose_test.mjs - an officer pastes a conclusion and confirms what it proposes, after a
// correction; an administrator brings units from a table; on a phone, without script.
import { enterDemo, fits, start } from "../browser/lib.mjs";
import { Person, tell } from "../browser/person.mjs";

const t = await start();
const shape = { width: 390, scheme: "light", lang: "vi", toString: () => "390" };
const conclusion = [
    "Hội nghị thống nhất kết luận:",
    "1. Giao Phòng Tuyên truyền - Báo chí chủ trì tham mưu xây dựng kế hoạch tuyên truyền ngày " +
        "Nhà giáo Việt Nam, hoàn thành trước ngày 10/11/2022.",
    "2. Các đơn vị tiếp tục tăng cường nắm tình hình tư tưởng.",
    "3. Kết quả 9 tháng là tích cực.",
].join("\n");
const units = "Tên đơn vị,Loại đơn vị,Đơn vị cấp trên,Từ ngày\n" +
    "Phòng Thử nghiệm,Phòng,Ban Tuyên giáo Tỉnh ủy Hải Dương,1/9/2022\n" +
    "Tổ Nhập liệu,Phòng,Phòng Thử nghiệm,1/9/2022\n";

async function person(meet, name) {
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
    const who = await person(meet, "chuyenvien");
    await who.page.goto("/propose/text");
    await who.press("Xem đề xuất");
    await who.sees("Dán nội dung, hoặc chọn văn bản có toàn văn.");
    await who.fill({ "Nội dung": conclusion });
    await who.press("Xem đề xuất");
    await who.sees("trước ngày 10/11/2022");
    await who.sees("Giao Phòng Tuyên truyền - Báo chí chủ trì");
    t.check(await fits(who.page), "proposals: wider than the screen");
    const field = (name) => who.page.locator(`[name="${name}.1"]`);
    t.check(await field("due").inputValue() === "09/11/2022", "the day was not found");
    t.check(await field("lead").inputValue() === "Phòng Tuyên truyền - Báo chí",
        "the unit was not found");
    t.check(!(await field("answerable").inputValue()), "a person was made up");
    await field("lead").fill("Phòng không có");
    await who.press("Ghi thành bản nháp");
    await who.sees("Không tìm thấy đơn vị này");
    t.check(await field("lead").inputValue() === "Phòng không có", "what was typed is lost");
    await field("lead").fill("phòng tuyên truyền - báo chí");
    await who.press("Ghi thành bản nháp");
    await who.sees("Đã ghi các bản nháp");
    await who.sees("Tham mưu xây dựng kế hoạch tuyên truyền ngày Nhà giáo Việt Nam");

    const admin = await person(meet, "quantri");
    await admin.page.goto("/import?kind=unit");
    await admin.fill({ "Tệp": { name: "don-vi.csv", mimeType: "text/csv",
        buffer: Buffer.from(units) } });
    await admin.press("Xem trước");
    await admin.sees("2 dòng đúng");
    await admin.press("Ghi 2 dòng");
    await admin.sees("Đã ghi 2 dòng");
    await admin.page.goto("/unit?q=nhap+lieu");
    await admin.sees("Tổ Nhập liệu");
    const exports = [["/export?kind=unit", "PK"],
        ["/export?kind=staff&as=csv&reason=kiem+tra", "\ufeffH"]];
    for (const [from, magic] of exports) {
        const file = await admin.page.request.get(from);
        t.check(file.ok() && (await file.text()).startsWith(magic), `${from}: ${file.status()}`);
    }
    const other = await who.page.request.get("/export?kind=staff&reason=x");
    t.check(other.status() === 403, `addresses of all for everybody: ${other.status()}`);
});
