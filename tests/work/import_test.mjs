// office: demo
// import_test.mjs - an officer brings tables: one in an old encoding with a wrong row, then the
// corrected one, and what comes of them; on a phone, without script.
import { enterDemo, fits, start } from "../browser/lib.mjs";
import { Person, tell } from "../browser/person.mjs";

const t = await start();
const shape = { width: 390, scheme: "light", lang: "vi", toString: () => "390" };

// As the fonts of TCVN3 have it: each letter a byte.
const head = "ViÖc,Chñ tr×,H¹n hoµn thµnh\n";
const good = "Tæ chøc héi nghÞ qu¸n triÖt nghÞ quyÕt cña TØnh ñy,HuyÖn CÈm Giµng," +
    "30/12/2022\n";
const wrong = "ChuÈn bÞ tµi liÖu tuyªn truyÒn,§¬n vÞ l¹,30/12/2022\n";
const file = (text) => ({ name: "ke-hoach.csv", mimeType: "text/csv",
    buffer: Buffer.from(text, "latin1") });

async function look(who, what) {
    t.check(await fits(who.page), `${what}: wider than the screen`);
    if (process.env.PICTURES) await who.page.screenshot({ fullPage: true,
        path: `${process.env.PICTURES}/import-${what}.png` });
}

await tell(t, async (meet) => {
    const context = await t.browser.newContext({ baseURL: t.base, javaScriptEnabled: false,
        viewport: { width: 390, height: 844 }, locale: "vi-VN" });
    const page = await context.newPage();
    t.watch(page, shape);
    const who = new Person(t, page, "chuyenvien");
    meet(who);
    await enterDemo(page, "chuyenvien");
    await page.goto("/import");
    await look(who, "new");
    await who.fill({ "Tệp": file(head + good + wrong) });
    await who.press("Xem trước");
    await who.sees("TCVN3");
    await who.sees("Tổ chức hội nghị quán triệt nghị quyết");
    await look(who, "code");
    await who.press("Xác nhận bảng mã");
    await who.sees(/1 dòng đúng/);
    await who.sees("Không tìm thấy đơn vị này");
    await look(who, "wrong");
    const link = page.locator("main a", { hasText: "Tải các dòng sai kèm lý do" });
    const back = await page.request.get(await link.getAttribute("href"));
    t.check(back.ok() && (await back.body()).subarray(0, 2).toString() === "PK",
        `the wrong rows: ${back.status()}`);
    const again = page.url(); // who sends the form by hand gets no half of it
    await page.goto("/import");
    await who.fill({ "Tệp": file(head + good) });
    await who.press("Xem trước");
    await who.press("Xác nhận bảng mã");
    await look(who, "good");
    await who.press("Ghi 1 dòng");
    await who.sees("Đã ghi 1 dòng");
    await look(who, "done");
    await who.press("Xem những gì đã ghi");
    await who.sees("Tổ chức hội nghị quán triệt nghị quyết của Tỉnh ủy");
    await page.goto("/task?state=draft");
    const words = await who.main.innerText();
    t.check(!words.includes("Chuẩn bị tài liệu tuyên truyền"), "a wrong row was stored");
    const rival = new Person(t, await context.newPage(), "huyen");
    await context.clearCookies();
    await enterDemo(rival.page, "huyen");
    const reply = await rival.page.goto(again);
    t.check(reply.status() === 404, `another's file is shown: ${reply.status()}`);
});
