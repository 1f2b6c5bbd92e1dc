//! Sample lines of proxies and load balancers.

use crate::format::Sample;

pub(super) const HAPROXY: &[Sample] = &[
    Sample {
        line: r#"Jan 23 10:15:00 lb-1 haproxy[14389]: 10.0.1.2:33317 [23/Jan/2026:10:15:00.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1""#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.655Z","level":"INFO","source":"haproxy","message":"GET /index.html HTTP/1.1","context":{"pid":14389,"client":"10.0.1.2:33317","frontend":"http-in","backend":"static","server":"srv1","timers":"10/0/30/69/109","status":200,"bytes":2750,"method":"GET","path":"/index.html","protocol":"HTTP/1.1"}}"#,
    },
    Sample {
        line: "Jan 23 10:15:01 lb-1 haproxy[14387]: 10.0.1.2:33313 [23/Jan/2026:10:15:01.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0",
        record: r#"{"timestamp":"2026-01-23T10:15:01.443Z","level":null,"source":"haproxy","message":"fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0","context":{"pid":14387,"client":"10.0.1.2:33313","frontend":"fnt","backend":"bck","server":"srv1","timers":"0/0/5007","bytes":212,"termination":"--"}}"#,
    },
    Sample {
        line: r#"10.0.1.2:34548 [23/Jan/2026:10:15:02.655] px-http px-http/srv1 9/0/-1/-1/10 503 202 - - SC-- 205/202/202/115/3 0/0 "HEAD / HTTP/1.0""#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.655Z","level":"ERROR","source":null,"message":"HEAD / HTTP/1.0","context":{"client":"10.0.1.2:34548","frontend":"px-http","backend":"px-http","server":"srv1","timers":"9/0/-1/-1/10","status":503,"bytes":202,"method":"HEAD","path":"/","protocol":"HTTP/1.0"}}"#,
    },
    Sample {
        line: r#"Jan 23 10:15:03 lb-1 haproxy[1]: [::1]:51022 [23/Jan/2026:10:15:03.001] fe be/<NOSRV> 0/-1/-1/-1/0 400 187 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>""#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.001Z","level":"WARNING","source":"haproxy","message":"<BADREQ>","context":{"pid":1,"client":"[::1]:51022","frontend":"fe","backend":"be","server":"<NOSRV>","timers":"0/-1/-1/-1/0","status":400,"bytes":187}}"#,
    },
    Sample {
        line: r#"<134>Jan 23 10:15:04 haproxy[99]: 10.0.1.3:4 [23/Jan/2026:10:15:04.100] http-in~ app/a 0/0/1/2/3 301 0 - - ---- 1/1/1/1/0 0/0 "GET /old HTTP/2.0""#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.100Z","level":"INFO","source":"haproxy","message":"GET /old HTTP/2.0","context":{"pid":99,"client":"10.0.1.3:4","frontend":"http-in~","backend":"app","server":"a","timers":"0/0/1/2/3","status":301,"bytes":0,"method":"GET","path":"/old","protocol":"HTTP/2.0"}}"#,
    },
    Sample {
        line: r#"10.0.1.2:33317 [23/Jan/2026:10:15:05.655] http-in static/srv1 10/0/30/69/109 -1 2750 - - CD-- 1/1/1/1/0 0/0 "GET / HTTP/1.1""#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.655Z","level":null,"source":null,"message":"GET / HTTP/1.1","context":{"client":"10.0.1.2:33317","frontend":"http-in","backend":"static","server":"srv1","timers":"10/0/30/69/109","bytes":2750,"method":"GET","path":"/","protocol":"HTTP/1.1"}}"#,
    },
];
pub(super) const ELB: &[Sample] = &[
    Sample {
        line: r#"2026-01-23T10:15:00.945958Z my-lb 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.945958Z","level":"INFO","source":"my-lb","message":"GET http://www.example.com:80/ HTTP/1.1","context":{"client":"192.168.131.39:2817","target":"10.0.0.1:80","request_processing_time":0.000073,"target_processing_time":0.001048,"response_processing_time":0.000057,"status":200,"target_status":200,"received_bytes":0,"sent_bytes":29,"method":"GET","path":"http://www.example.com:80/","protocol":"HTTP/1.1","user_agent":"curl/7.38.0"}}"#,
    },
    Sample {
        line: r#"http 2026-01-23T10:15:01.186641Z app/my-lb/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 502 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2026-01-23T10:15:01.180000Z "forward" "-" "-""#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.186641Z","level":"ERROR","source":"app/my-lb/50dc6c495c0c9188","message":"GET http://www.example.com:80/ HTTP/1.1","context":{"type":"http","client":"192.168.131.39:2817","target":"10.0.0.1:80","request_processing_time":0.000,"target_processing_time":0.001,"response_processing_time":0.000,"status":502,"target_status":200,"received_bytes":34,"sent_bytes":366,"method":"GET","path":"http://www.example.com:80/","protocol":"HTTP/1.1","user_agent":"curl/7.46.0","target_group":"arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067","trace_id":"Root=1-58337262-36d228ad5d99923122bbe354"}}"#,
    },
    Sample {
        line: r#"https 2026-01-23T10:15:02.186641Z app/my-lb/50dc6c495c0c9188 192.168.131.39:2817 - -1 -1 -1 460 - 0 0 "GET https://www.example.com:443/a?b=c HTTP/1.1" "Mozilla/5.0 (X11)" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 - "Root=1" "www.example.com" "arn:x" 1 2026-01-23T10:15:02Z "waf" "-" "-""#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.186641Z","level":"WARNING","source":"app/my-lb/50dc6c495c0c9188","message":"GET https://www.example.com:443/a?b=c HTTP/1.1","context":{"type":"https","client":"192.168.131.39:2817","request_processing_time":-1,"target_processing_time":-1,"response_processing_time":-1,"status":460,"received_bytes":0,"sent_bytes":0,"method":"GET","path":"https://www.example.com:443/a?b=c","protocol":"HTTP/1.1","user_agent":"Mozilla/5.0 (X11)","ssl_cipher":"ECDHE-RSA-AES128-GCM-SHA256","ssl_protocol":"TLSv1.2","trace_id":"Root=1"}}"#,
    },
    Sample {
        line: r#"h2 2026-01-23T10:15:03.186641Z app/my-lb/50 10.0.1.252:48160 10.0.0.66:9000 0.000 0.002 0.000 200 200 5 257 "GET https://10.0.2.105:773/ HTTP/2.0" "curl/7.46.0" ECDHE TLSv1.2 arn "Root=1" "-" "-" 1"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.186641Z","level":"INFO","source":"app/my-lb/50","message":"GET https://10.0.2.105:773/ HTTP/2.0","context":{"type":"h2","client":"10.0.1.252:48160","target":"10.0.0.66:9000","request_processing_time":0.000,"target_processing_time":0.002,"response_processing_time":0.000,"status":200,"target_status":200,"received_bytes":5,"sent_bytes":257,"method":"GET","path":"https://10.0.2.105:773/","protocol":"HTTP/2.0","user_agent":"curl/7.46.0","ssl_cipher":"ECDHE","ssl_protocol":"TLSv1.2","target_group":"arn","trace_id":"Root=1"}}"#,
    },
    Sample {
        line: r#"2026-01-23T10:15:04.540862Z my-lb 192.168.131.39:2817 10.0.0.1:80 0.001069 0.000028 0.000041 - - 82 305 "- - - " "-" - -"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.540862Z","level":null,"source":"my-lb","message":"- - - ","context":{"client":"192.168.131.39:2817","target":"10.0.0.1:80","request_processing_time":0.001069,"target_processing_time":0.000028,"response_processing_time":0.000041,"received_bytes":82,"sent_bytes":305,"method":"-","path":"- - "}}"#,
    },
    Sample {
        line: r#"ws 2026-01-23T10:15:05.186641Z app/my-lb/50 10.0.0.140:40914 10.0.1.192:8010 0.001 0.003 0.000 101 101 218 587 "GET http://10.0.0.30:80/ HTTP/1.1" "-" - - arn "Root=1" "-" "-" 1"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.186641Z","level":"INFO","source":"app/my-lb/50","message":"GET http://10.0.0.30:80/ HTTP/1.1","context":{"type":"ws","client":"10.0.0.140:40914","target":"10.0.1.192:8010","request_processing_time":0.001,"target_processing_time":0.003,"response_processing_time":0.000,"status":101,"target_status":101,"received_bytes":218,"sent_bytes":587,"method":"GET","path":"http://10.0.0.30:80/","protocol":"HTTP/1.1","target_group":"arn","trace_id":"Root=1"}}"#,
    },
];
pub(super) const TRAEFIK: &[Sample] = &[
    Sample {
        line: r#"10.0.0.17 - - [23/Jan/2026:10:15:00 +0000] "GET /api HTTP/1.1" 200 5316 "-" "curl/8.5" 17 "shop@docker" "http://172.17.0.2:80" 12ms"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"GET /api HTTP/1.1","context":{"client":"10.0.0.17","method":"GET","path":"/api","protocol":"HTTP/1.1","status":200,"bytes":5316,"user_agent":"curl/8.5","request_count":17,"router":"shop@docker","server_url":"http://172.17.0.2:80","duration_ms":12}}"#,
    },
    Sample {
        line: r#"10.0.0.17 - frank [23/Jan/2026:10:15:01 +0100] "POST /pay HTTP/2.0" 502 11 "https://shop.example.org/" "Mozilla/5.0 (X11)" 18 "pay@file" "http://10.1.1.1:8080" 1003ms"#,
        record: r#"{"timestamp":"2026-01-23T09:15:01Z","level":"ERROR","source":null,"message":"POST /pay HTTP/2.0","context":{"client":"10.0.0.17","user":"frank","method":"POST","path":"/pay","protocol":"HTTP/2.0","status":502,"bytes":11,"referer":"https://shop.example.org/","user_agent":"Mozilla/5.0 (X11)","request_count":18,"router":"pay@file","server_url":"http://10.1.1.1:8080","duration_ms":1003}}"#,
    },
    Sample {
        line: r#"10.0.0.17 - - [23/Jan/2026:10:15:02 +0000] "GET /x HTTP/1.1" 404 19 "-" "-" 19 "-" "-" 0ms"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"WARNING","source":null,"message":"GET /x HTTP/1.1","context":{"client":"10.0.0.17","method":"GET","path":"/x","protocol":"HTTP/1.1","status":404,"bytes":19,"request_count":19,"duration_ms":0}}"#,
    },
    Sample {
        line: r#"::1 - - [23/Jan/2026:10:15:03 +0000] "GET /ping HTTP/1.1" 200 2 "-" "-" 20 "ping@internal" "-" 0ms"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":null,"message":"GET /ping HTTP/1.1","context":{"client":"::1","method":"GET","path":"/ping","protocol":"HTTP/1.1","status":200,"bytes":2,"request_count":20,"router":"ping@internal","duration_ms":0}}"#,
    },
    Sample {
        line: r#"10.0.0.18 - - [23/Jan/2026:10:15:04 +0000] "GET /y HTTP/1.1" 499 21 "-" "x" 21 "y@kubernetescrd" "http://10.2.0.9:80" 30001ms"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"WARNING","source":null,"message":"GET /y HTTP/1.1","context":{"client":"10.0.0.18","method":"GET","path":"/y","protocol":"HTTP/1.1","status":499,"bytes":21,"user_agent":"x","request_count":21,"router":"y@kubernetescrd","server_url":"http://10.2.0.9:80","duration_ms":30001}}"#,
    },
    Sample {
        line: r#"10.0.0.18 - - [23/Jan/2026:10:15:05 +0000] "GET /ws HTTP/1.1" 101 0 "-" "x" 22 "ws@docker" "ws://10.2.0.9:80" 7ms"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":null,"message":"GET /ws HTTP/1.1","context":{"client":"10.0.0.18","method":"GET","path":"/ws","protocol":"HTTP/1.1","status":101,"bytes":0,"user_agent":"x","request_count":22,"router":"ws@docker","server_url":"ws://10.2.0.9:80","duration_ms":7}}"#,
    },
];
pub(super) const UWSGI: &[Sample] = &[
    Sample {
        line: "[pid: 24386|app: 0|req: 482950/4125645] 86.221.170.65 () {44 vars in 1322 bytes} [Fri Jan 23 10:15:00 2026] GET /contest?_=1 => generated 192 bytes in 21 msecs (HTTP/1.1 200) 4 headers in 188 bytes (1 switches on core 0)",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"GET /contest?_=1 => generated 192 bytes in 21 msecs (HTTP/1.1 200) 4 headers in 188 bytes (1 switches on core 0)","context":{"pid":24386,"client":"86.221.170.65","method":"GET","path":"/contest?_=1","status":200,"bytes":192,"duration_ms":21}}"#,
    },
    Sample {
        line: "[pid: 1|app: 0|req: 1/1] 10.0.0.17 (frank) {30 vars in 400 bytes} [Fri Jan 23 10:15:01 2026] POST /pay => generated 0 bytes in 1003 msecs (HTTP/1.1 502) 2 headers in 90 bytes (1 switches on core 1)",
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"ERROR","source":null,"message":"POST /pay => generated 0 bytes in 1003 msecs (HTTP/1.1 502) 2 headers in 90 bytes (1 switches on core 1)","context":{"pid":1,"client":"10.0.0.17","method":"POST","path":"/pay","status":502,"bytes":0,"duration_ms":1003}}"#,
    },
    Sample {
        line: "[pid: 1|app: 0|req: 2/2] 10.0.0.17 () {30 vars in 400 bytes} [Fri Jan 23 10:15:02 2026] GET /x => generated 9 bytes in 1 msecs (HTTP/1.0 404) 2 headers in 90 bytes (1 switches on core 0)",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"WARNING","source":null,"message":"GET /x => generated 9 bytes in 1 msecs (HTTP/1.0 404) 2 headers in 90 bytes (1 switches on core 0)","context":{"pid":1,"client":"10.0.0.17","method":"GET","path":"/x","status":404,"bytes":9,"duration_ms":1}}"#,
    },
    Sample {
        line: "[pid: 7|app: -1|req: -1/3] 10.0.0.17 () {30 vars in 400 bytes} [Fri Jan  2 10:15:03 2026] GET / => generated 21 bytes in 0 msecs (HTTP/1.1 500) 1 headers in 57 bytes (0 switches on core 0)",
        record: r#"{"timestamp":"2026-01-02T10:15:03Z","level":"ERROR","source":null,"message":"GET / => generated 21 bytes in 0 msecs (HTTP/1.1 500) 1 headers in 57 bytes (0 switches on core 0)","context":{"pid":7,"client":"10.0.0.17","method":"GET","path":"/","status":500,"bytes":21,"duration_ms":0}}"#,
    },
    Sample {
        line: "[pid: 7|app: 0|req: 9/4] ::1 () {30 vars in 400 bytes} [Fri Jan 23 10:15:04 2026] HEAD / => generated 0 bytes in 3 msecs (HTTP/1.1 200) 5 headers in 160 bytes (1 switches on core 0)",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":null,"message":"HEAD / => generated 0 bytes in 3 msecs (HTTP/1.1 200) 5 headers in 160 bytes (1 switches on core 0)","context":{"pid":7,"client":"::1","method":"HEAD","path":"/","status":200,"bytes":0,"duration_ms":3}}"#,
    },
    Sample {
        line: "[pid: 7|app: 0|req: 10/5] 10.0.0.18 () {30 vars in 400 bytes} [Fri Jan 23 10:15:05 2026] GET /long => generated 11 bytes in 5 msecs via sendfile() (HTTP/1.1 206) 5 headers in 160 bytes (1 switches on core 0)",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":null,"message":"GET /long => generated 11 bytes in 5 msecs via sendfile() (HTTP/1.1 206) 5 headers in 160 bytes (1 switches on core 0)","context":{"pid":7,"client":"10.0.0.18","method":"GET","path":"/long","status":206,"bytes":11,"duration_ms":5}}"#,
    },
];
