/* lint.c - advice. */
#include "xlsform/parts.h"
void lint_form(Form *f) { (void)f; }
