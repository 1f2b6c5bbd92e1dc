//! Sample lines.

use crate::format::Sample;

pub(super) const SQUID: &[Sample] = &[
    Sample {
        line: "1769163300.123    345 10.0.0.17 TCP_MISS/200 5316 GET http://example.org/ - HIER_DIRECT/93.184.216.34 text/html",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":null,"message":"GET http://example.org/","context":{"duration_ms":345,"client":"10.0.0.17","result":"TCP_MISS","status":200,"bytes":5316,"method":"GET","path":"http://example.org/","peer":"HIER_DIRECT/93.184.216.34","type":"text/html"}}"#,
    },
    Sample {
        line: "1769163301.007      0 10.0.0.18 TCP_DENIED/403 3999 CONNECT example.org:443 frank HIER_NONE/- text/html",
        record: r#"{"timestamp":"2026-01-23T10:15:01.007Z","level":"WARNING","source":null,"message":"CONNECT example.org:443","context":{"duration_ms":0,"client":"10.0.0.18","result":"TCP_DENIED","status":403,"bytes":3999,"method":"CONNECT","path":"example.org:443","user":"frank","peer":"HIER_NONE/-","type":"text/html"}}"#,
    },
    Sample {
        line: "1769163302.500     12 ::1 TCP_MEM_HIT/304 290 GET http://example.org/a.css?x=1&y=%202 - NONE/- -",
        record: r#"{"timestamp":"2026-01-23T10:15:02.500Z","level":"INFO","source":null,"message":"GET http://example.org/a.css?x=1&y=%202","context":{"duration_ms":12,"client":"::1","result":"TCP_MEM_HIT","status":304,"bytes":290,"method":"GET","path":"http://example.org/a.css?x=1&y=%202","peer":"NONE/-"}}"#,
    },
    Sample {
        line: "1769163303.001 120034 10.0.0.17 TCP_TUNNEL/200 123456 CONNECT mail.example.org:993 - HIER_DIRECT/10.1.1.1 -",
        record: r#"{"timestamp":"2026-01-23T10:15:03.001Z","level":"INFO","source":null,"message":"CONNECT mail.example.org:993","context":{"duration_ms":120034,"client":"10.0.0.17","result":"TCP_TUNNEL","status":200,"bytes":123456,"method":"CONNECT","path":"mail.example.org:993","peer":"HIER_DIRECT/10.1.1.1"}}"#,
    },
    Sample {
        line: "1769163304.999      1 10.0.0.17 NONE/000 0 NONE error:transaction-end-before-headers - HIER_NONE/- -",
        record: r#"{"timestamp":"2026-01-23T10:15:04.999Z","level":null,"source":null,"message":"NONE error:transaction-end-before-headers","context":{"duration_ms":1,"client":"10.0.0.17","result":"NONE","status":"000","bytes":0,"method":"NONE","path":"error:transaction-end-before-headers","peer":"HIER_NONE/-"}}"#,
    },
    Sample {
        line: "1769163305.250   5003 10.0.0.17 TCP_MISS_ABORTED/503 4012 POST http://example.org/pay frank%20m FIRSTUP_PARENT/proxy-2 text/html;charset=utf-8",
        record: r#"{"timestamp":"2026-01-23T10:15:05.250Z","level":"ERROR","source":null,"message":"POST http://example.org/pay","context":{"duration_ms":5003,"client":"10.0.0.17","result":"TCP_MISS_ABORTED","status":503,"bytes":4012,"method":"POST","path":"http://example.org/pay","user":"frank%20m","peer":"FIRSTUP_PARENT/proxy-2","type":"text/html;charset=utf-8"}}"#,
    },
];
pub(super) const S3: &[Sample] = &[
    Sample {
        line: r#"79a59df900b949e5 shop-assets [23/Jan/2026:10:15:00 +0000] 10.0.0.17 arn:aws:iam::1234:user/deploy 3E57427F3EXAMPLE REST.GET.OBJECT img/a.png "GET /img/a.png HTTP/1.1" 200 - 113 113 7 6 "-" "S3Console/0.4" -"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":"shop-assets","message":"GET /img/a.png HTTP/1.1","context":{"owner":"79a59df900b949e5","client":"10.0.0.17","requester":"arn:aws:iam::1234:user/deploy","request_id":"3E57427F3EXAMPLE","operation":"REST.GET.OBJECT","key":"img/a.png","method":"GET","path":"/img/a.png","protocol":"HTTP/1.1","status":200,"bytes":113,"size":113,"duration_ms":7,"turnaround_ms":6,"user_agent":"S3Console/0.4"}}"#,
    },
    Sample {
        line: r#"79a59df900b949e5 shop-assets [23/Jan/2026:10:15:01 +0000] 10.0.0.17 - A1206F460EXAMPLE REST.GET.OBJECT x "GET /x HTTP/1.1" 403 AccessDenied 243 - 17 - "-" "curl/8.5" -"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"WARNING","source":"shop-assets","message":"GET /x HTTP/1.1","context":{"owner":"79a59df900b949e5","client":"10.0.0.17","request_id":"A1206F460EXAMPLE","operation":"REST.GET.OBJECT","key":"x","method":"GET","path":"/x","protocol":"HTTP/1.1","status":403,"error":"AccessDenied","bytes":243,"duration_ms":17,"user_agent":"curl/8.5"}}"#,
    },
    Sample {
        line: r#"79a59df900b949e5 shop-assets [23/Jan/2026:10:15:02 +0000] - AmazonS3 B7EXAMPLE S3.EXPIRE.OBJECT logs/old.gz "-" - - - 512 - - "-" "-" -"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":null,"source":"shop-assets","message":"S3.EXPIRE.OBJECT","context":{"owner":"79a59df900b949e5","requester":"AmazonS3","request_id":"B7EXAMPLE","operation":"S3.EXPIRE.OBJECT","key":"logs/old.gz","size":512}}"#,
    },
    Sample {
        line: r#"79a59df900b949e5 shop-assets [23/Jan/2026:10:15:03 +0000] 10.0.0.17 Anonymous C1EXAMPLE WEBSITE.GET.OBJECT index.html "GET / HTTP/1.1" 304 - - 2011 9 - "https://example.org/?q=\"x\"" "Mozilla/5.0 (X11)" -"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":"shop-assets","message":"GET / HTTP/1.1","context":{"owner":"79a59df900b949e5","client":"10.0.0.17","requester":"Anonymous","request_id":"C1EXAMPLE","operation":"WEBSITE.GET.OBJECT","key":"index.html","method":"GET","path":"/","protocol":"HTTP/1.1","status":304,"size":2011,"duration_ms":9,"referer":"https://example.org/?q=\\\"x\\\"","user_agent":"Mozilla/5.0 (X11)"}}"#,
    },
    Sample {
        line: r#"79a59df900b949e5 shop-assets [23/Jan/2026:10:15:04 +0100] 10.0.0.17 svc D1EXAMPLE REST.PUT.OBJECT a%20b.txt "PUT /a%20b.txt HTTP/1.1" 500 InternalError 300 12 80 79 "-" "aws-cli/2" null Zk+= SigV4 TLS_AES_128"#,
        record: r#"{"timestamp":"2026-01-23T09:15:04Z","level":"ERROR","source":"shop-assets","message":"PUT /a%20b.txt HTTP/1.1","context":{"owner":"79a59df900b949e5","client":"10.0.0.17","requester":"svc","request_id":"D1EXAMPLE","operation":"REST.PUT.OBJECT","key":"a%20b.txt","method":"PUT","path":"/a%20b.txt","protocol":"HTTP/1.1","status":500,"error":"InternalError","bytes":300,"size":12,"duration_ms":80,"turnaround_ms":79,"user_agent":"aws-cli/2"}}"#,
    },
    Sample {
        line: r#"79a59df900b949e5 shop-assets [23/Jan/2026:10:15:05 +0000] 10.0.0.17 svc E1EXAMPLE REST.HEAD.BUCKET - "HEAD / HTTP/1.1" 200 - - - 5 4 "-" "aws-sdk" -"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":"shop-assets","message":"HEAD / HTTP/1.1","context":{"owner":"79a59df900b949e5","client":"10.0.0.17","requester":"svc","request_id":"E1EXAMPLE","operation":"REST.HEAD.BUCKET","method":"HEAD","path":"/","protocol":"HTTP/1.1","status":200,"duration_ms":5,"turnaround_ms":4,"user_agent":"aws-sdk"}}"#,
    },
];
pub(super) const GIN: &[Sample] = &[
    Sample {
        line: r#"[GIN] 2026/01/23 - 10:15:00 | 200 |     1.234567ms |       10.0.0.17 | GET      "/api/orders""#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":"GIN","message":"GET      \"/api/orders\"","context":{"client":"10.0.0.17","method":"GET","path":"/api/orders","status":200,"duration":"1.234567ms"}}"#,
    },
    Sample {
        line: r#"[GIN] 2026/01/23 - 10:15:01 | 503 |      45.123µs |             ::1 | POST     "/api/pay""#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"ERROR","source":"GIN","message":"POST     \"/api/pay\"","context":{"client":"::1","method":"POST","path":"/api/pay","status":503,"duration":"45.123µs"}}"#,
    },
    Sample {
        line: r#"[GIN] 2026/01/23 - 10:15:02 | 404 |        12.5µs |       127.0.0.1 | GET      "/a b""#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"WARNING","source":"GIN","message":"GET      \"/a b\"","context":{"client":"127.0.0.1","method":"GET","path":"/a b","status":404,"duration":"12.5µs"}}"#,
    },
    Sample {
        line: r#"[GIN] 2026/01/23 - 10:15:03 | 301 |            0s |       10.0.0.17 | HEAD     "/""#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":"GIN","message":"HEAD     \"/\"","context":{"client":"10.0.0.17","method":"HEAD","path":"/","status":301,"duration":"0s"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:04 | 200 |   1.2ms | 127.0.0.1 | GET | /health",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":null,"message":"GET | /health","context":{"client":"127.0.0.1","method":"GET","path":"/health","status":200,"duration":"1.2ms"}}"#,
    },
    Sample {
        line: "[shop] 2026-01-23T10:15:05Z | 429 |   88ms | 10.0.0.18 | POST | /login | too many",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"WARNING","source":"shop","message":"POST | /login | too many","context":{"client":"10.0.0.18","method":"POST","path":"/login","status":429,"duration":"88ms"}}"#,
    },
];
pub(super) const TIME_FIRST: &[Sample] = &[
    Sample {
        line: r#"[2026-01-23T10:15:00.123Z] "GET /api/orders HTTP/1.1" 200 - 0 1234 12 11 "10.0.0.17" "curl/8.5" "0af7-11" "shop.example.org" "10.1.1.1:8080""#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":null,"message":"GET /api/orders HTTP/1.1","context":{"method":"GET","path":"/api/orders","protocol":"HTTP/1.1","status":200,"received_bytes":0,"sent_bytes":1234,"duration_ms":12,"upstream_ms":11,"forwarded_for":"10.0.0.17","user_agent":"curl/8.5","request_id":"0af7-11","authority":"shop.example.org","upstream":"10.1.1.1:8080"}}"#,
    },
    Sample {
        line: r#"[2026-01-23T10:15:01.123Z] "- - -" 0 UF,URX 0 0 30 - "-" "-" "-" "-" "10.1.1.1:8080""#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":null,"source":null,"message":"- - -","context":{"method":"-","path":"- -","status":0,"flags":"UF,URX","received_bytes":0,"sent_bytes":0,"duration_ms":30,"upstream":"10.1.1.1:8080"}}"#,
    },
    Sample {
        line: r#"[23/Jan/2026 10:15:02] "GET /admin/ HTTP/1.1" 200 1234"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"INFO","source":null,"message":"GET /admin/ HTTP/1.1","context":{"method":"GET","path":"/admin/","protocol":"HTTP/1.1","status":200,"extra":1234}}"#,
    },
    Sample {
        line: r#"[23/Jan/2026 10:15:03] "POST /login?next=\"x\" HTTP/1.1" 500 59"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"ERROR","source":null,"message":"POST /login?next=\\\"x\\\" HTTP/1.1","context":{"method":"POST","path":"/login?next=\\\"x\\\"","protocol":"HTTP/1.1","status":500,"extra":59}}"#,
    },
    Sample {
        line: r#"[2026-01-23T10:15:04.123Z] "POST /pay HTTP/2" 503 UO 12 81 0 - "10.0.0.17" "Mozilla/5.0 (X11)" "7c1e" "pay" "-" outbound|80||pay - 10.1.1.2:80"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"ERROR","source":null,"message":"POST /pay HTTP/2","context":{"method":"POST","path":"/pay","protocol":"HTTP/2","status":503,"flags":"UO","received_bytes":12,"sent_bytes":81,"duration_ms":0,"forwarded_for":"10.0.0.17","user_agent":"Mozilla/5.0 (X11)","request_id":"7c1e","authority":"pay","extra":"outbound|80||pay - 10.1.1.2:80"}}"#,
    },
    Sample {
        line: r#"[23/Jan/2026 10:15:05] "" 400 -"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"WARNING","source":null,"message":"","context":{"status":400,"extra":"-"}}"#,
    },
];
