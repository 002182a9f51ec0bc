"""Pages as people write them, and the ways people type what is on them: each way must find its page."""

from __future__ import annotations

PAGES: dict[str, str] = {
    "django/queries.md": """# Fewer queries with select_related

The ORM makes one query for each row unless told otherwise: the N+1 problem. `QuerySet.select_related("author")`
joins a ForeignKey, `prefetch_related()` asks once more for a ManyToManyField. Don't guess: `connection.queries` and
`assertNumQueries` count them. `__str__` that touches a relation is a common cause.

```python
from django.db.models import Prefetch
books = Book.objects.select_related("author").only("title", "author__name")
```
""",
    "ops/env.md": """---
title: Settings from the environment
---
Put secrets into `.env`, never into git; add it to `.gitignore`. `DATABASE_URL` and `DJANGO_SETTINGS_MODULE` are read at
start. `python-dotenv` loads the file; `os.environ["SECRET_KEY"]` raises KeyError when it is missing. Twelve-factor apps
keep config in env vars. `.env.local` wins over `.env`.
""",
    "git/hooks.md": """# Hooks and how to skip them

`git commit --no-verify` skips the pre-commit hook; `git push --force-with-lease` is the polite force. Hooks live in
`.git/hooks`, or use the pre-commit framework with `.pre-commit-config.yaml`. `git rebase -i HEAD~3` rewrites history.
`git log --oneline --graph`. Find a bug with git bisect. `git cherry-pick` copies a commit.
""",
    "web/http.md": """# HTTP/2, status codes and headers

HTTP/2 multiplexes, HTTP/3 runs over QUIC. A 5xx is the server's fault, a 404 the client's, 429 Too Many Requests wants
`Retry-After`. Send `X-Request-ID` through every hop and log it. `Content-Type: application/json; charset=utf-8`.
`Cache-Control: max-age=3600` and ETag save round-trips. WebSocket and Server-Sent Events push. CORS preflight is an
`OPTIONS` request. XMLHttpRequest is history, `fetch()` came after.
""",
    "cpp/overview.md": """# C++ beside C# and Java

C++ has RAII, `std::unique_ptr`, `std::vector<int>` and templates; C# has LINQ and a garbage collector. `ptr->field` is
`(*ptr).field`. `i++` and `++i` differ. `#include <iostream>`. Compile with g++ -std=c++20. F# is the functional sister.
`operator<<` prints. `nullptr` is no `NULL`. `.NET` runs C# everywhere.
""",
    "ops/cicd.md": """# CI/CD with GitHub Actions

Continuous integration on each push; deploys from `main`. The workflow is `.github/workflows/ci.yml`, its runner
`ubuntu-22.04`, its Python `3.12`. Cache with `actions/cache@v4`. Kubernetes v1.27.3 takes the image; k8s rolls back by
itself. `docker-compose.yml` is for laptops, `Dockerfile` for all. TL;DR: small steps. A/B tests come later.
""",
    "python/async.md": """# async/await in Python 3

`async def` makes a coroutine, `await` waits. `asyncio.gather()` and `asyncio.TaskGroup` run many; `run_in_executor` or
`asyncio.to_thread` for what blocks. Never `time.sleep()` in a coroutine: `await asyncio.sleep(1)`. uvloop is faster.
An event loop runs on one thread. `__aenter__` and `__aexit__` make an asynchronous context manager.
""",
    "python/paths.md": """# Paths: os.path.join or pathlib

`os.path.join("a", "b")` and `Path("a") / "b"` do the same. `Path.home()`, `~/.ssh/config`, `/etc/hosts`, `C:\\Users`.
`__init__.py` marks a package and `__main__.py` runs it; `if __name__ == "__main__":`. UTF-8 is the default from 3.15.
`sys.path` and `PYTHONPATH` say where imports come from. `*.pyc` files live in `__pycache__`.
""",
    "food/cafe.md": """# Café, crème brûlée and naïve façades

The café in the Straße near the Fußgängerzone has Smørrebrød, Łódź cheesecake, piñatas and Ångström-thin pancakes. Its
résumé: São Paulo coffee, jalapeños, and a déjà-vu menu. Größe matters to Müller. Æsop ate here; so did Þórr.
""",
    "cjk/zh.md": """# 全文检索

数据库索引让查询更快。使用Python编写全文检索引擎，先分词再建立倒排索引。二叉树的遍历有前序、中序和后序。
""",
    "cjk/ja.md": """# テストの書き方

データベースのテストは遅い。ユニットテストから始めよう。東京都の天気をモックする。ひらがなとカタカナ。
""",
    "cjk/ko.md": """# 한국어 검색

데이터베이스를 색인하면 검색이 빨라집니다. 형태소 분석 없이도 됩니다.
""",
    "other/ru.md": """# Поиск по базе данных

Индексы ускоряют запросы. Ёлка и её хвоя. Транзакция откатывается целиком.
""",
    "other/el.md": """# Αναζήτηση και ευρετήρια

Η βάση δεδομένων είναι γρήγορη. Ο κόσμος είναι μικρός.
""",
    "other/hi.md": """# हिन्दी में खोज

डेटाबेस की खोज तेज़ होती है।
""",
    "other/th.md": """# การค้นหา

ฐานข้อมูลช่วยให้การค้นหาเร็วขึ้น
""",
    "other/ar.md": """# البحث في قاعدة البيانات

الفهرس يسرّع الاستعلام. مَدْرَسَة جديدة.
""",
    "music/who.md": """# The Who

To be or not to be, sang nobody at Woodstock. IT people like The Who; Who's Next is the album, "Baba O'Riley" the song.
AC/DC, R&B and rock 'n' roll are elsewhere. A 12-inch single at 33⅓ rpm.
""",
    "team/emoji.md": """# Signs we use 🚀

🚀 means shipped, 🐛 a bug, ✅ done, ⚠️ careful. Press ⌘K or ⇧⌘P. An arrow → points on. 👩‍💻 works from home.
""",
    "rust/operators.md": """# Operators

The `?` operator returns early with the error. `->` gives the return type, `=>` stands in match arms, `..=` makes an
inclusive range, `::` leads into a module, `&mut` borrows. `Vec<T>`, `Option<&str>`, `Rc<RefCell<T>>`, `Box<dyn Error>`.
`unwrap_or_else(|e| panic!("{e}"))`. `#[derive(Debug)]`. Snake case: `read_to_string`.
""",
    "js/types.md": """# TypeScript and Node.js

`strictNullChecks` in `tsconfig.json`. `useEffect`, `useState` and `getServerSideProps`. Node.js 20 reads ES modules;
Next.js and Vue.js build on it. `Array.prototype.flatMap`. `innerHTML = x` invites XSS. `npm run build`, `npx vite`.
`Promise.all([...])`. `===` compares without coercion. `a ?? b`. i18n with `Intl.DateTimeFormat`. camelCase everywhere.
""",
    "sec/auth.md": """# OAuth2, JWTs and 2FA

`OAuth2PasswordBearer` reads the token. JWTs are signed with HS256 or RS256; SHA-256 is a hash, not a cipher. TLSv1.3
only. SSO by OIDC, 2FA by TOTP. Base64 is no encryption. Compare with `hmac.compare_digest`. The CVE-2021-44228 hole was
called Log4Shell. Store passwords with Argon2id or bcrypt. The user's session ends after 1,000 seconds. IDs are UUIDv4.
""",
    "db/pg.md": """# PostgreSQL: EXPLAIN (ANALYZE, BUFFERS)

PostgreSQL 16 plans; `EXPLAIN ANALYZE` tells. `CREATE INDEX CONCURRENTLY` doesn't lock. `jsonb_path_query`, `SELECT ...
FOR UPDATE SKIP LOCKED` makes a queue. `work_mem=64MB`. `pg_stat_statements` finds the slow ones. MVCC keeps old row
versions until VACUUM. ON CONFLICT DO UPDATE is the upsert. LEFT JOIN LATERAL. p95 fell from 120ms to 9ms.
""",
}

UNFINISHED = frozenset({"assertnumq", "--no-ver", "corout", "strictnull", "manytomany", "индекс"})
"""Ways that find their page while typing only, when the last word stands for its completions."""

CASES: dict[str, tuple[str, ...]] = {
    "django/queries.md": (
        "select_related",
        "select related",
        "selectrelated",
        "selectRelated",
        "select-related",
        "SELECT_RELATED",
        "select_related(",
        "`select_related`",
        ".select_related()",
        "QuerySet.select_related",
        "queryset",
        "query set",
        "related",
        "select_rel",
        "selectrel",
        "prefetch_related(",
        "prefetch",
        "N+1",
        "n+1 problem",
        "n + 1",
        "n1",
        "don't",
        "dont",
        "don’t",
        "ForeignKey",
        "foreign key",
        "foreignkey",
        "ManyToManyField",
        "many to many",
        "manytomany",
        "assertNumQueries",
        "num queries",
        "assertnumq",
        "__str__",
        "str",
        "author__name",
        "author name",
        "connection.queries",
        "django.db.models",
        "guessing",
        "joining",
        "query",
        "fewer querys",
    ),
    "ops/env.md": (
        ".env",
        "env",
        "dotenv",
        "python-dotenv",
        "python dotenv",
        "pythondotenv",
        ".env.local",
        "DATABASE_URL",
        "database url",
        "databaseurl",
        "DJANGO_SETTINGS_MODULE",
        "settings module",
        "os.environ",
        'os.environ["SECRET_KEY"]',
        "environ",
        "SECRET_KEY",
        "secretkey",
        "KeyError",
        "key error",
        ".gitignore",
        "gitignore",
        "twelve-factor",
        "twelve factor app",
        "env vars",
        "secrets",
        "title:settings",
    ),
    "git/hooks.md": (
        "--no-verify",
        "no-verify",
        "no verify",
        "noverify",
        "git commit --no-verify",
        "--no-ver",
        "pre-commit",
        "precommit",
        "pre commit",
        "--force-with-lease",
        "force with lease",
        ".git/hooks",
        ".pre-commit-config.yaml",
        "HEAD~3",
        "rebase",
        "rebasing",
        "--oneline",
        "cherry-pick",
        "cherrypick",
        "cherry pick",
        "bisect",
        "hook",
    ),
    "web/http.md": (
        "HTTP/2",
        "http2",
        "http 2",
        "http/3",
        "5xx",
        "5XX",
        "404",
        "429",
        "too many requests",
        "Retry-After",
        "retry after",
        "retryafter",
        "X-Request-ID",
        "x request id",
        "xrequestid",
        "request id",
        "Content-Type",
        "application/json",
        "utf-8",
        "utf8",
        "UTF 8",
        "max-age=3600",
        "ETag",
        "etags",
        "round trip",
        "roundtrip",
        "WebSocket",
        "web socket",
        "websockets",
        "Server-Sent Events",
        "XMLHttpRequest",
        "xml http",
        "fetch()",
        "preflight",
        "cache-control",
    ),
    "cpp/overview.md": (
        "C++",
        "c++",
        "C#",
        "c#",
        "F#",
        "C++20",
        "g++",
        "i++",
        "std::unique_ptr",
        "unique_ptr",
        "unique ptr",
        "uniqueptr",
        "std::vector<int>",
        "vector",
        "ptr->field",
        "<iostream>",
        "iostream",
        "RAII",
        "raii",
        "nullptr",
        "LINQ",
        ".NET",
        ".net",
        "net",
        "templates",
        "template",
        "garbage collector",
    ),
    "ops/cicd.md": (
        "CI/CD",
        "cicd",
        "ci cd",
        "ci-cd",
        "GitHub",
        "github actions",
        "git hub",
        ".github/workflows",
        "ci.yml",
        "ubuntu-22.04",
        "22.04",
        "3.12",
        "Python 3.12",
        "actions/cache@v4",
        "v1.27.3",
        "1.27.3",
        "1.27",
        "kubernetes",
        "kubernet",
        "k8s",
        "K8S",
        "docker-compose",
        "docker compose",
        "dockercompose",
        "docker-compose.yml",
        "Dockerfile",
        "dockerfiles",
        "TL;DR",
        "tl dr",
        "A/B test",
        "rollback OR rolls",
        "deploying",
    ),
    "python/async.md": (
        "async/await",
        "async await",
        "asyncawait",
        "async def",
        "asyncio.gather",
        "asyncio.gather()",
        "gather",
        "TaskGroup",
        "task group",
        "asyncio.TaskGroup",
        "run_in_executor",
        "run in executor",
        "to_thread",
        "asyncio.to_thread",
        "time.sleep()",
        "sleeping",
        "coroutines",
        "corout",
        "__aenter__",
        "aenter",
        "event loop",
        "uvloop",
        "context managers",
        "block",
        "'await asyncio.sleep(1)'",
        '"event loop runs"',
    ),
    "python/paths.md": (
        "os.path.join",
        "os.path",
        "os path",
        "path.join",
        "ospathjoin",
        "pathlib",
        "Path.home()",
        "~/.ssh/config",
        ".ssh",
        "ssh config",
        "/etc/hosts",
        "etc hosts",
        "__init__.py",
        "__init__",
        "init.py",
        "__main__",
        "__name__",
        "utf-8 default",
        "3.15",
        "sys.path",
        "PYTHONPATH",
        "pythonpath",
        "__pycache__",
        "pycache",
        "*.pyc",
        ".pyc",
        "C:\\Users",
    ),
    "food/cafe.md": (
        "café",
        "cafe",
        "CAFÉ",
        "cafe\u0301",
        "creme brulee",
        "naive",
        "facade",
        "façades",
        "Straße",
        "strasse",
        "STRASSE",
        "fussgängerzone",
        "fussgangerzone",
        "smorrebrod",
        "smoerrebroed",
        "lodz",
        "pinata",
        "angstrom",
        "aangstroem",
        "resume",
        "sao paulo",
        "jalapeno",
        "deja vu",
        "dejavu",
        "grosse",
        "groesse",
        "muller",
        "mueller",
        "aesop",
        "thorr",
    ),
    "cjk/zh.md": (
        "全文检索",
        "检索",
        "文检",
        "数",
        "库",
        "数据库",
        "索引",
        "二叉树",
        "遍历",
        "python",
        "Python编写",
        "倒排索引",
        "擎",
    ),
    "cjk/ja.md": ("テスト", "ユニットテスト", "データベース", "東京", "京都", "天気", "モック", "ひらがな", "書き方"),
    "cjk/ko.md": ("한국", "한국어", "검색", "데이터베이스", "형태소 분석", "색인"),
    "other/ru.md": ("поиск", "Поиск", "базе данных", "ёлка", "елка", "индекс", "транзакция"),
    "other/el.md": ("αναζητηση", "Αναζήτηση", "κοσμος", "ΚΟΣΜΟΣ", "βαση"),
    "other/hi.md": ("हिन्दी", "खोज", "डेटाबेस"),
    "other/th.md": ("ค้นหา", "การค้นหา", "ฐานข้อมูล"),
    "other/ar.md": ("البحث", "قاعدة البيانات", "مدرسة"),
    "music/who.md": (
        "the who",
        "The Who",
        "to be or not to be",
        '"to be or not to be"',
        "IT",
        "who's next",
        "whos next",
        "O'Riley",
        "oriley",
        "o riley",
        "AC/DC",
        "acdc",
        "ac dc",
        "R&B",
        "rock 'n' roll",
        "rock n roll",
        "12-inch",
        "12 inch",
    ),
    "team/emoji.md": ("🚀", "🐛", "✅", "⚠️", "⚠", "⌘K", "⇧⌘P", "→", "👩‍💻", "👩🏽‍💻", "🚀 shipped"),
    "rust/operators.md": (
        "?",
        "`?`",
        "? operator",
        "the ? operator",
        "->",
        "=>",
        "..=",
        "::",
        "&mut",
        "Vec<T>",
        "Option<&str>",
        "Rc<RefCell<T>>",
        "refcell",
        "ref cell",
        "Box<dyn Error>",
        "unwrap_or_else",
        "unwrap or else",
        "unwraporelse",
        "#[derive(Debug)]",
        "read_to_string",
        "readtostring",
        "read to string",
        "inclusive ranges",
    ),
    "js/types.md": (
        "TypeScript",
        "typescript",
        "type script",
        "Node.js",
        "nodejs",
        "node js",
        "node",
        "NextJS",
        "vue.js",
        "tsconfig.json",
        "tsconfig",
        "strictNullChecks",
        "strict null checks",
        "strictnull",
        "useEffect",
        "use effect",
        "usestate",
        "getServerSideProps",
        "server side props",
        "Array.prototype.flatMap",
        "flatmap",
        "flat map",
        "innerHTML",
        "inner html",
        "XSS",
        "npm run build",
        "Promise.all",
        "promise all",
        "===",
        "i18n",
        "Intl.DateTimeFormat",
        "datetimeformat",
        "date time format",
        "camelCase",
        "camel case",
    ),
    "sec/auth.md": (
        "OAuth2",
        "oauth 2",
        "oauth",
        "OAuth2PasswordBearer",
        "password bearer",
        "passwordbearer",
        "JWT",
        "jwts",
        "2FA",
        "2fa",
        "HS256",
        "SHA-256",
        "sha256",
        "sha 256",
        "TLSv1.3",
        "tls",
        "1.3",
        "base64",
        "base 64",
        "hmac.compare_digest",
        "compare digest",
        "comparedigest",
        "CVE-2021-44228",
        "2021-44228",
        "log4shell",
        "argon2id",
        "argon2",
        "1,000",
        "1000",
        "user's session",
        "users session",
        "UUIDv4",
        "uuid",
        "UUIDs OR uuidv4",
        "IDs",
    ),
    "db/pg.md": (
        "PostgreSQL",
        "postgresql 16",
        "postgre",
        "postgres",
        "EXPLAIN ANALYZE",
        "explain (analyze, buffers)",
        "CREATE INDEX CONCURRENTLY",
        "concurrently",
        "doesn't lock",
        "doesnt lock",
        "jsonb_path_query",
        "jsonb path",
        "SKIP LOCKED",
        "skip lock",
        "for update",
        "work_mem=64MB",
        "work_mem",
        "workmem",
        "64MB",
        "64 mb",
        "pg_stat_statements",
        "pg stat statements",
        "MVCC",
        "vacuum",
        "upsert",
        "ON CONFLICT",
        "p95",
        "120ms",
        "120 ms",
        "indexes",
    ),
}
