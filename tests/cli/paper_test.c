/* paper_test.c - PDF files are made where the server stands: within its sandbox, and without
 * memory that is written and run, as the unit of systemd has it. */
#include "test.h"

#include "cli/cli.h"
#include "file/file.h"

#include <sys/prctl.h>
#include <sys/stat.h>

#ifndef PR_SET_MDWE /* linux/prctl.h of 6.3 */
enum { PR_SET_MDWE = 65, PR_MDWE_REFUSE_EXEC_GAIN = 1 };
#endif

int main(void) {
    Arena      *a = arena_open();
    Bytes       pdf = {0};
    const char *mine = arena_print(a, "%s/paper_place", test_dir());
    if (!file_paper_there()) {
        puts("WeasyPrint (weasyprint) is not installed");
        return 77;
    }
    CHECK(mkdir(mine, 0700) == 0);
    setenv("TMPDIR", mine, 1);
    prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0); /* older kernels: without */
    sandbox_enter((const char *const[]){mine, NULL});
    CHECK_TEXT(file_paper(a, "<!doctype html><title>x</title><p>Biểu dương", &pdf), NULL);
    CHECK(pdf.n > 1000);
    arena_close(a);
    return test_failed;
}
