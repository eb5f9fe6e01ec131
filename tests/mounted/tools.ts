// What people do with a file system, as shell scripts: each works in $DIRECTORY and stops at the
// first thing that is not as it must be.

import { describeTree } from "./shell.ts";

export interface ToolScript {
  readonly name: string;
  readonly programs: readonly string[];
  readonly script: string;
}

const git: ToolScript = {
  name: "git commits, clones, repacks and finds nothing wrong",
  programs: ["git"],
  script: `
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
    mkdir "$DIRECTORY/git" && cd "$DIRECTORY/git"
    git init -q -b main origin && cd origin
    for round in 1 2 3 4 5; do
      mkdir -p "dir$round"
      for file in 1 2 3 4 5 6 7 8; do seq "$round$file" 5000 > "dir$round/file$file"; done
      ln -sfn "dir$round" newest
      git add -A && git commit -q -m "round $round"
    done
    git mv dir1 renamed && git commit -q -m renamed
    git clone -q --no-hardlinks . ../clone
    git gc -q --prune=now
    git fsck --strict --no-dangling
    cd ../clone
    git fsck --strict --no-dangling
    git checkout -q -b other HEAD~3 && git checkout -q main
    test -z "$(git status --porcelain)"
    diff -r --no-dereference --exclude=.git . ../origin
    test "$(git rev-list --count HEAD)" = 6`,
};

const build: ToolScript = {
  name: "make builds a C project, tests it and knows what is up to date",
  programs: ["make", "gcc"],
  script: `
    mkdir "$DIRECTORY/build" && cd "$DIRECTORY/build"
    cat > stack.h <<'END'
struct stack { int used; int items[64]; };
void push(struct stack *s, int item);
int pop(struct stack *s);
END
    cat > stack.c <<'END'
#include "stack.h"
void push(struct stack *s, int item) { s->items[s->used++] = item; }
int pop(struct stack *s) { return s->items[--s->used]; }
END
    cat > sum.c <<'END'
#include "stack.h"
int sum(struct stack *s) { int all = 0; while (s->used) all += pop(s); return all; }
END
    cat > test.c <<'END'
#include <stdio.h>
#include "stack.h"
int sum(struct stack *s);
int main(void) {
  struct stack s = { 0 };
  for (int i = 1; i <= 10; i++) push(&s, i);
  int got = sum(&s);
  printf("sum %d\\n", got);
  return got == 55 ? 0 : 1;
}
END
    printf 'test: test.o stack.o sum.o libstack.a\\n\\tgcc -o $@ test.o libstack.a\\n' > Makefile
    printf 'libstack.a: stack.o sum.o\\n\\tar rcs $@ $^\\n%%.o: %%.c stack.h\\n' >> Makefile
    printf '\\tgcc -O1 -c $< -o $@\\n' >> Makefile
    make -j2 test
    test "$(./test)" = "sum 55"
    make -q test
    touch -d '1 hour' sum.c
    ! make -q test
    sed -i 's/all += pop/all += 2 * pop/' sum.c
    make -j2 test
    ! ./test
    strip test && gcc --version > /dev/null`,
};

const npm: ToolScript = {
  name: "npm ci installs packages and their links without a registry",
  programs: ["npm", "node"],
  script: `
    mkdir "$DIRECTORY/npm" && cd "$DIRECTORY/npm"
    export npm_config_cache="$DIRECTORY/npm/cache" npm_config_update_notifier=false
    export npm_config_offline=true npm_config_audit=false npm_config_fund=false
    for package in one two three; do
      mkdir -p "source/$package/bin" && cd "source/$package"
      echo "module.exports = '$package';" > index.js
      printf '#!/usr/bin/env node\\nconsole.log(require(".."));\\n' > bin/say.js
      printf '{"name":"%s","version":"1.0.0","main":"index.js","bin":{"say-%s":"bin/say.js"}}' \\
        $package $package > package.json
      npm pack --silent --pack-destination ../.. > /dev/null
      cd ../..
    done
    mkdir app && cd app
    echo '{"name":"app","version":"1.0.0","dependencies":{' > package.json
    echo '"one":"file:../one-1.0.0.tgz","two":"file:../two-1.0.0.tgz",' >> package.json
    echo '"three":"file:../three-1.0.0.tgz"}}' >> package.json
    npm install --silent
    rm -rf node_modules
    npm ci --silent
    test "$(node -p 'require("one") + require("two") + require("three")')" = onetwothree
    test "$(./node_modules/.bin/say-two)" = two`,
};

const sqlite = (mode: "delete" | "wal"): ToolScript => ({
  name: `sqlite3 with two writers keeps every row (journal mode ${mode})`,
  programs: ["sqlite3"],
  script: `
    mkdir "$DIRECTORY/sqlite-${mode}" && cd "$DIRECTORY/sqlite-${mode}"
    test "$(sqlite3 base.db 'pragma journal_mode=${mode}')" = ${mode}
    sqlite3 base.db 'create table rows(writer int, number int, text text)'
    writer() {
      for number in $(seq 40); do
        sqlite3 -cmd '.timeout 20000' base.db \\
          "insert into rows values($1, $number, hex(randomblob(2000)))"
      done
    }
    writer 1 & first=$!
    writer 2
    wait $first
    sqlite3 base.db "begin; insert into rows select 3, number, text from rows; rollback"
    sqlite3 base.db "delete from rows where number > 30; vacuum"
    test "$(sqlite3 base.db 'select count(*) from rows')" = 60
    test "$(sqlite3 base.db 'pragma integrity_check')" = ok`,
});

const copies: ToolScript = {
  name: "tar and rsync carry a tree there and back with every attribute",
  programs: ["tar", "rsync", "sha256sum"],
  script: `
    mkdir -p "$DIRECTORY/copies/tree/deep/er" && cd "$DIRECTORY/copies"
    seq 100000 > tree/numbers
    head -c 3000000 /dev/urandom > tree/deep/random
    ln tree/numbers tree/deep/er/same
    ln -s ../numbers tree/deep/link
    mkfifo tree/pipe
    truncate -s 5000000 tree/hole && printf end >> tree/hole
    printf x > "tree/name with spaces and $(printf '\\377\\001')"
    chmod 4751 tree/numbers && chmod 1700 tree/deep
    find tree -depth -exec touch -h -d '2001-02-03 04:05:06.789012345' {} +
    ${describeTree}
    describe tree > expected
    mkdir by-tar && tar -C tree --format=posix -cf - . | tar -C by-tar -xpf -
    tar -C tree -czf packed.tgz . && tar -tzf packed.tgz > /dev/null
    rsync -aH tree/ by-rsync/
    rsync -aH --checksum --itemize-changes tree/ by-rsync/ > changes
    test ! -s changes
    for copy in by-tar by-rsync; do describe $copy > got && cmp expected got; done
    rm -rf by-tar by-rsync tree
    test ! -e tree`,
};

const editors: ToolScript = {
  name: "editors save by renaming, with backup and swap file, and readers see whole versions",
  programs: ["cmp"],
  script: `
    mkdir "$DIRECTORY/editors" && cd "$DIRECTORY/editors"
    text() { seq "$1" "$(($1 + 3000))"; }
    text 0 > file
    (while [ ! -e stop ]; do
      lines=$(wc -l < file 2>/dev/null || echo 3001)
      [ "$lines" = 3001 ] || { echo "$lines" >> torn; }
    done) & reader=$!
    for version in $(seq 60); do
      echo swap > .file.swp
      cp -p file file~
      text "$version" > 4913 && sync 4913 && mv 4913 file
      rm -f file~ .file.swp
    done
    touch stop && wait $reader
    test ! -e torn
    text 60 | cmp - file
    test "$(ls -A)" = "$(printf 'file\\nstop')"`,
};

export const toolScripts: readonly ToolScript[] = [
  git,
  build,
  npm,
  sqlite("delete"),
  sqlite("wal"),
  copies,
  editors,
];
