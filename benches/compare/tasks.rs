//! What is compared.

/// One task, as logbrook and as other tools do it.
pub(crate) struct Task {
    pub(crate) title: &'static str,
    /// Whether the index of the files is used.
    pub(crate) indexed: bool,
    /// What is asked of the server; `SINCE` stands for a time near the end of the largest file, `LINE` for a line in its middle.
    pub(crate) request: &'static str,
    /// Names of other tools and what a shell runs in the directory of the files; `SERVER` stands for the server's address.
    pub(crate) rivals: &'static [(&'static str, &'static str)],
}

const RAW: (&str, &str) = ("`/api/logs/raw`", "curl -sf -o /dev/null 'SERVER/api/logs/raw?file=plain.log'");
const RAW_JSON: (&str, &str) = ("`/api/logs/raw`", "curl -sf -o /dev/null 'SERVER/api/logs/raw?file=json.log'");

pub(crate) const TASKS: &[Task] = &[
    Task {
        title: "plain text, a rare word",
        indexed: false,
        request: "/api/logs/stream?file=plain.log&q=quarantined",
        rivals: &[
            ("`rg -n`", "rg -n quarantined plain.log"),
            ("`lnav -n`", "lnav -n -c ':filter-in quarantined' plain.log"),
        ],
    },
    Task {
        title: "plain text, a word in 3 % of the lines",
        indexed: false,
        request: "/api/logs/stream?file=plain.log&q=imagecache",
        rivals: &[("`rg -n`", "rg -n imagecache plain.log")],
    },
    Task {
        title: r"plain text, `/status: [45]\d\d len/`",
        indexed: false,
        request: r"/api/logs/stream?file=plain.log&q=/status:%20%5B45%5D%5Cd%5Cd%20len/",
        rivals: &[("`rg -n`", r"rg -n 'status: [45]\d\d len' plain.log")],
    },
    Task {
        title: "JSON, `level=error`",
        indexed: false,
        request: "/api/logs/stream?file=json.log&level=error",
        rivals: &[("`rg -c`", r#"rg -c '"level": "ERROR"' json.log"#)],
    },
    Task {
        title: "JSON, `latency_ms>300`",
        indexed: false,
        request: "/api/logs/stream?file=json.log&q=latency_ms%3E300",
        rivals: &[("`jq`", "jq -c 'select(.latency_ms > 300)' json.log")],
    },
    Task {
        title: "plain text, everything as NDJSON",
        indexed: false,
        request: "/api/logs/stream?file=plain.log",
        rivals: &[RAW],
    },
    Task {
        title: "JSON, everything as NDJSON",
        indexed: false,
        request: "/api/logs/stream?file=json.log",
        rivals: &[RAW_JSON, ("`jq -c .`", "jq -c . json.log")],
    },
    Task {
        title: "gzip of the plain text, a rare word",
        indexed: false,
        request: "/api/logs/stream?file=plain.log.gz&q=quarantined",
        rivals: &[("`zgrep -n`", "zgrep -n quarantined plain.log.gz")],
    },
    Task {
        title: "plain text, histogram by level",
        indexed: false,
        request: "/api/logs/histogram?file=plain.log&buckets=120&by=level",
        rivals: &[],
    },
    Task {
        title: "JSON, histogram by level",
        indexed: false,
        request: "/api/logs/histogram?file=json.log&buckets=120&by=level",
        rivals: &[],
    },
    Task {
        title: "plain text, histogram by level, indexed",
        indexed: true,
        request: "/api/logs/histogram?file=plain.log&buckets=120&by=level",
        rivals: &[],
    },
    Task {
        title: "JSON, histogram by level, indexed",
        indexed: true,
        request: "/api/logs/histogram?file=json.log&buckets=120&by=level",
        rivals: &[],
    },
    Task {
        title: "JSON, `level=error`, indexed",
        indexed: true,
        request: "/api/logs/stream?file=json.log&level=error",
        rivals: &[("without", "curl -sf -o /dev/null 'SERVER/api/logs/stream?file=json.log&level=error'")],
    },
    Task {
        title: "ten times the plain text, `tail=100`",
        indexed: false,
        request: "/api/logs/stream?file=large.log&tail=100",
        rivals: &[("`tail`", "tail -n 100 large.log")],
    },
    Task {
        title: "the same, `order=desc&limit=100`",
        indexed: false,
        request: "/api/logs/stream?file=large.log&order=desc&limit=100",
        rivals: &[],
    },
    Task {
        title: "the same, `since=` near the end",
        indexed: false,
        request: "/api/logs/stream?file=large.log&since=SINCE",
        rivals: &[],
    },
    Task {
        title: "the same, `since=` near the end, indexed",
        indexed: true,
        request: "/api/logs/stream?file=large.log&since=SINCE",
        rivals: &[],
    },
    Task {
        title: "the same, `line=` in the middle, indexed",
        indexed: true,
        request: "/api/logs/stream?file=large.log&line=LINE&limit=100",
        rivals: &[],
    },
];
