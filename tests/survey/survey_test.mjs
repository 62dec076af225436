// survey_test.mjs - a researcher makes a survey as people do: brings a questionnaire with errors,
// mends it, publishes it, opens a survey for everybody and one with interviewers and visits, and
// closes it.  On a phone, accessible, and nothing typed is lost.
// office: demo
import { readFileSync } from "node:fs";
import { axeHere, enterDemo, fits, start } from "../browser/lib.mjs";
import { Person, tell } from "../browser/person.mjs";

const t = await start();
const page = await t.visitor({ width: 390, scheme: "light", lang: "vi" });
await enterDemo(page, "nghiencuu");
const me = new Person(t, page, "nghiencuu");
await tell(t, async (meet) => {
    meet(me);

    const good = readFileSync("demo/form/kinh_doanh.md", "utf8")
        .replace("| moi_truong_kd |", "| kd_thu |");
    const bad = good.replace("select_one nganh |", "select_one nganhh |")
        .replace("${so_doan} > 1", "${so_doann} > 1")
        .replace("cơ sở dự định làm gì?", "có đồng ý rằng cơ sở sẽ phát triển không?");
    const file = (text) => ({ name: "kinh_doanh.md", mimeType: "text/markdown",
        buffer: Buffer.from(text) });

    async function look() {
        if (!await fits(page)) t.check(false, `${me.at()}: wider than the screen`);
        for (const found of await axeHere(page)) t.check(false, `${me.at()}: axe: ${found}`);
    }

    async function send(text) {
        await page.locator("main input[type=file]").setInputFiles(file(text));
        await me.press("Đưa lên và kiểm tra");
        await look();
    }

    async function openSurvey(title, mode, why) {
        await me.press("Lập cuộc điều tra với phiếu này");
        await me.fill({ "Tên cuộc điều tra": title, "Hỏi để làm gì": why });
        await me.pick("Cách hỏi", mode);
        await me.fill({ "Ngày cuối": "1/10/2022" });
        await me.press("Lưu");
        await me.sees("Ngày kết thúc phải sau ngày bắt đầu.");
        t.check(await me.field("Hỏi để làm gì").inputValue() === why, "what was typed is lost");
        await me.fill({ "Ngày cuối": "30/11/2022" });
        await me.press("Lưu");
        await look();
        await me.sees("Đang soạn");
    }

    // ---- a form: errors, each at its place; mended; published ----
    await page.goto("/form/new");
    await look();
    await send(bad);
    await me.sees("2 lỗi");
    await me.sees(/trang survey, dòng \d+, cột type/);
    await me.sees("so_doann");
    await me.sees("1 lời khuyên");
    t.check(me.at() === "/form/new", `an XForm in spite of errors: ${me.at()}`);
    await send(good);
    await me.sees("Đang thử");
    await me.sees("Ngành đem lại doanh thu lớn nhất");
    await me.press("Công bố phiên bản này");
    await me.sees("Đã công bố.");
    const form = me.at();

    // ---- open to everybody: an address and its code ----
    await openSurvey("Kinh doanh, tự trả lời", "Mở cho mọi người tự trả lời", "Để biết khó khăn.");
    await me.press("Mở cuộc điều tra");
    await me.sees("Đang mở");
    t.check(/\/s\/[a-z0-9]{8,}/.test(await page.getByRole("main").innerText()), "no address");
    t.check(await page.locator("main svg").count() > 0, "no code of the address");

    // ---- with interviewers: who asks, whom they visit, a line that is refused ----
    await page.goto(form);
    await openSurvey("Kinh doanh, phỏng vấn", "Điều tra viên phỏng vấn", "Để biết khó khăn.");
    await me.fill({ "Thêm điều tra viên": "Mai Văn Hỏi Thăm" });
    await me.press("Thêm");
    await me.sees("Mai Văn Hỏi Thăm");
    await page.locator("summary", { hasText: "Thêm nơi cần đến" }).click();
    await me.fill({ "Mỗi dòng một nơi": "1; Hộ A; Mai Văn Hỏi Thăm\n2; Hộ B; Người Lạ\n" });
    await page.locator("form[action$='/visits'] button").click();
    await me.sees("Dòng 2: 2; Hộ B; Người Lạ");
    await look();
    const lines = me.field("Mỗi dòng một nơi");
    t.check((await lines.inputValue()).includes("1; Hộ A"), "the lines are lost");
    await lines.fill("1; Hộ A; Mai Văn Hỏi Thăm\n2; Hộ B\n");
    await page.locator("form[action$='/visits'] button").click();
    await me.sees("Hộ B");
    await me.press("Mở cuộc điều tra");

    // ---- closed: only by who says that it is understood ----
    await page.locator("summary", { hasText: "Đóng cuộc điều tra" }).click();
    await me.press("Đóng cuộc điều tra");
    await me.sees("Hãy đánh dấu là đã hiểu rồi đóng.");
    await me.fill({ "Tôi hiểu là không mở lại được": true });
    await me.press("Đóng cuộc điều tra");
    await me.sees("Đã đóng");
    t.check(!(await page.getByRole("main").innerText()).includes("Hộ B"), "an address is left");
    await look();
});
