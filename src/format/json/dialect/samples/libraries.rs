//! Sample lines of the libraries with which programs write JSON.

use crate::format::Sample;

pub(in crate::format::json::dialect) const BUNYAN: &[Sample] = &[
    Sample {
        line: r#"{"name":"shop","hostname":"web-1","pid":4242,"level":30,"msg":"listening","time":"2026-01-23T10:15:00.123Z","v":0}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"shop","message":"listening","context":{"hostname":"web-1","pid":4242,"v":0}}"#,
    },
    Sample {
        line: r#"{"name":"shop","hostname":"web-1","pid":4242,"level":50,"err":{"message":"boom","stack":"Error: boom\n    at main"},"msg":"failed","time":"2026-01-23T10:15:01.000Z","v":0}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.000Z","level":"ERROR","source":"shop","message":"failed","context":{"hostname":"web-1","pid":4242,"err":{"message":"boom","stack":"Error: boom\n    at main"},"v":0}}"#,
    },
    Sample {
        line: r#"{"name":"shop","hostname":"web-1","pid":4242,"component":"db","level":20,"msg":"query","time":"2026-01-23T10:15:02Z","v":0}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"DEBUG","source":"db","message":"query","context":{"name":"shop","hostname":"web-1","pid":4242,"v":0}}"#,
    },
    Sample {
        line: r#"{"name":"shop","hostname":"web-1","pid":4242,"level":60,"msg":"","time":"2026-01-23T10:15:03Z","v":0}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"CRITICAL","source":"shop","message":"","context":{"hostname":"web-1","pid":4242,"v":0}}"#,
    },
    Sample {
        line: r#"{"name":"shop","hostname":"web-1","pid":4242,"level":35,"msg":"between","time":"2026-01-23T10:15:04Z","src":{"file":"/app/x.js","line":7},"v":0}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":"shop","message":"between","context":{"hostname":"web-1","pid":4242,"src":{"file":"/app/x.js","line":7},"v":0}}"#,
    },
    Sample {
        line: r#"{"v":0,"level":10,"name":"trace-me","hostname":"web-2","pid":1,"time":"2026-01-23T10:15:05.999Z","msg":"fine"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.999Z","level":"TRACE","source":"trace-me","message":"fine","context":{"v":0,"hostname":"web-2","pid":1}}"#,
    },
];

pub(in crate::format::json::dialect) const PINO: &[Sample] = &[
    Sample {
        line: r#"{"level":30,"time":1769163300123,"pid":4242,"hostname":"web-1","msg":"listening"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":null,"message":"listening","context":{"pid":4242,"hostname":"web-1"}}"#,
    },
    Sample {
        line: r#"{"level":40,"time":1769163300124,"pid":4242,"hostname":"web-1","reqId":"req-1","res":{"statusCode":404},"responseTime":1.25,"msg":"request completed"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.124Z","level":"WARNING","source":null,"message":"request completed","context":{"pid":4242,"hostname":"web-1","reqId":"req-1","res":{"statusCode":404},"responseTime":1.25}}"#,
    },
    Sample {
        line: r#"{"level":50,"time":"2026-01-23T10:15:00.125Z","pid":4242,"hostname":"web-1","err":{"type":"Error","message":"boom"},"msg":"boom"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.125Z","level":"ERROR","source":null,"message":"boom","context":{"pid":4242,"hostname":"web-1","err":{"type":"Error","message":"boom"}}}"#,
    },
    Sample {
        line: r#"{"level":60,"time":1769163300126,"pid":4242,"hostname":"web-1","name":"shop","msg":"fatal"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.126Z","level":"CRITICAL","source":"shop","message":"fatal","context":{"pid":4242,"hostname":"web-1"}}"#,
    },
    Sample {
        line: r#"{"level":20,"time":1769163300127,"pid":1,"hostname":"c0ffee","a":1e400,"big":12345678901234567890,"msg":"numbers stay"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.127Z","level":"DEBUG","source":null,"message":"numbers stay","context":{"pid":1,"hostname":"c0ffee","a":1e400,"big":12345678901234567890}}"#,
    },
    Sample {
        line: r#"{"level":10,"time":1769163300128,"pid":1,"hostname":"c0ffee"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.128Z","level":"TRACE","source":null,"message":"{\"level\":10,\"time\":1769163300128,\"pid\":1,\"hostname\":\"c0ffee\"}","context":{"pid":1,"hostname":"c0ffee"}}"#,
    },
];

pub(in crate::format::json::dialect) const ZAP: &[Sample] = &[
    Sample {
        line: r#"{"level":"info","ts":1769163300.1234567,"caller":"shop/main.go:17","msg":"started","port":8080}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.1234567Z","level":"INFO","source":null,"message":"started","context":{"caller":"shop/main.go:17","port":8080}}"#,
    },
    Sample {
        line: r#"{"level":"error","ts":"2026-01-23T10:15:01.123Z","logger":"shop.db","caller":"db/pool.go:99","msg":"pool exhausted","waiting":7,"stacktrace":"main.main\n\t/app/main.go:17"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"ERROR","source":"shop.db","message":"pool exhausted","context":{"caller":"db/pool.go:99","waiting":7,"stacktrace":"main.main\n\t/app/main.go:17"}}"#,
    },
    Sample {
        line: r#"{"level":"dpanic","ts":1769163302,"msg":"odd"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"CRITICAL","source":null,"message":"odd","context":{}}"#,
    },
    Sample {
        line: r#"{"level":"warn","ts":1.769163303123e+09,"caller":"x.go:1","msg":"exponent"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.123000Z","level":"WARNING","source":null,"message":"exponent","context":{"caller":"x.go:1"}}"#,
    },
    Sample {
        line: r#"{"level":"debug","ts":1769163304123,"msg":"millis","nested":{"level":"error"}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"DEBUG","source":null,"message":"millis","context":{"nested":{"level":"error"}}}"#,
    },
    Sample {
        line: r#"{"level":"fatal","ts":1769163305.5,"caller":"m.go:3","msg":"bye","error":"EOF"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.5Z","level":"CRITICAL","source":null,"message":"bye","context":{"caller":"m.go:3","error":"EOF"}}"#,
    },
];

pub(in crate::format::json::dialect) const STRUCTLOG: &[Sample] = &[
    Sample {
        line: r#"{"event":"order accepted","order":8841,"level":"info","timestamp":"2026-01-23T10:15:00.123456Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"INFO","source":null,"message":"order accepted","context":{"order":8841}}"#,
    },
    Sample {
        line: r#"{"event":"failed","level":"error","logger":"shop.db","timestamp":"2026-01-23T10:15:01Z","exception":"Traceback\n  x"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"ERROR","source":"shop.db","message":"failed","context":{"exception":"Traceback\n  x"}}"#,
    },
    Sample {
        line: r#"{"level":"warning","timestamp":"2026-01-23 10:15:02","event":"slow"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"WARNING","source":null,"message":"slow","context":{}}"#,
    },
    Sample {
        line: r#"{"event":"debug","level":"debug","timestamp":1769163303.5}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.5Z","level":"DEBUG","source":null,"message":"debug","context":{}}"#,
    },
    Sample {
        line: r#"{"event":"critical thing","level":"critical","timestamp":"2026-01-23T10:15:04","user":{"id":1}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"CRITICAL","source":null,"message":"critical thing","context":{"user":{"id":1}}}"#,
    },
    Sample {
        line: r#"{"event":"","level":"info","timestamp":"2026-01-23T10:15:05Z","lineno":7}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":null,"message":"","context":{"lineno":7}}"#,
    },
];

pub(in crate::format::json::dialect) const SLOG: &[Sample] = &[
    Sample {
        line: r#"{"time":"2026-01-23T10:15:00.123456789+01:00","level":"INFO","msg":"started","port":8080}"#,
        record: r#"{"timestamp":"2026-01-23T09:15:00.123456789Z","level":"INFO","source":null,"message":"started","context":{"port":8080}}"#,
    },
    Sample {
        line: r#"{"time":"2026-01-23T10:15:01Z","level":"WARN","source":{"function":"main.main","file":"/app/main.go","line":17},"msg":"slow"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"WARNING","source":null,"message":"slow","context":{"source":{"function":"main.main","file":"/app/main.go","line":17}}}"#,
    },
    Sample {
        line: r#"{"time":"2026-01-23T10:15:02Z","level":"ERROR+2","msg":"worse","err":"EOF"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"ERROR","source":null,"message":"worse","context":{"err":"EOF"}}"#,
    },
    Sample {
        line: r#"{"time":"2026-01-23T10:15:03Z","level":"DEBUG-1","msg":"finer","group":{"a":1}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"DEBUG","source":null,"message":"finer","context":{"group":{"a":1}}}"#,
    },
    Sample {
        line: r#"{"time":"2026-01-23T10:15:04Z","level":"DEBUG","msg":"with \"quotes\"\tand tab"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"DEBUG","source":null,"message":"with \"quotes\"\tand tab","context":{}}"#,
    },
    Sample {
        line: r#"{"time":"2026-01-23T10:15:05.1Z","level":"ERROR","msg":"x","status":500,"user.id":42}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.1Z","level":"ERROR","source":null,"message":"x","context":{"status":500,"user.id":42}}"#,
    },
];

pub(in crate::format::json::dialect) const LOGRUS: &[Sample] = &[
    Sample {
        line: r#"{"level":"info","msg":"started","time":"2026-01-23T10:15:00Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"started","context":{}}"#,
    },
    Sample {
        line: r#"{"animal":"walrus","level":"warning","msg":"The group grew","size":10,"time":"2026-01-23T10:15:01+01:00"}"#,
        record: r#"{"timestamp":"2026-01-23T09:15:01Z","level":"WARNING","source":null,"message":"The group grew","context":{"animal":"walrus","size":10}}"#,
    },
    Sample {
        line: r#"{"error":"EOF","level":"error","msg":"read failed","time":"2026-01-23T10:15:02.123Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"ERROR","source":null,"message":"read failed","context":{"error":"EOF"}}"#,
    },
    Sample {
        line: r#"{"level":"fatal","msg":"bye","time":"2026-01-23T10:15:03Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"CRITICAL","source":null,"message":"bye","context":{}}"#,
    },
    Sample {
        line: r#"{"file":"main.go:17","func":"main.main","level":"debug","msg":"called","time":"2026-01-23T10:15:04Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"DEBUG","source":null,"message":"called","context":{"file":"main.go:17","func":"main.main"}}"#,
    },
    Sample {
        line: r#"{"fields.level":"kept","level":"trace","msg":"fine","time":"2026-01-23T10:15:05Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"TRACE","source":null,"message":"fine","context":{"fields.level":"kept"}}"#,
    },
];

pub(in crate::format::json::dialect) const ZEROLOG: &[Sample] = &[
    Sample {
        line: r#"{"level":"info","time":"2026-01-23T10:15:00Z","message":"started"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"started","context":{}}"#,
    },
    Sample {
        line: r#"{"level":"error","error":"EOF","time":1769163301,"message":"read failed"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"ERROR","source":null,"message":"read failed","context":{"error":"EOF"}}"#,
    },
    Sample {
        line: r#"{"level":"debug","component":"db","time":"2026-01-23T10:15:02+02:00","caller":"/app/db.go:17","message":"query"}"#,
        record: r#"{"timestamp":"2026-01-23T08:15:02Z","level":"DEBUG","source":"db","message":"query","context":{"caller":"/app/db.go:17"}}"#,
    },
    Sample {
        line: r#"{"level":"warn","time":1769163303123,"message":"millis"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"WARNING","source":null,"message":"millis","context":{}}"#,
    },
    Sample {
        line: r#"{"level":"panic","time":"2026-01-23T10:15:04Z","message":"bye"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"CRITICAL","source":null,"message":"bye","context":{}}"#,
    },
    Sample {
        line: r#"{"level":"trace","foo":{"bar":[1,2.50,null]},"time":"2026-01-23T10:15:05.123456Z","message":"deep"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.123456Z","level":"TRACE","source":null,"message":"deep","context":{"foo":{"bar":[1,2.50,null]}}}"#,
    },
];

pub(in crate::format::json::dialect) const WINSTON: &[Sample] = &[
    Sample {
        line: r#"{"level":"info","message":"listening","timestamp":"2026-01-23T10:15:00.123Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":null,"message":"listening","context":{}}"#,
    },
    Sample {
        line: r#"{"level":"error","message":"boom","stack":"Error: boom\n    at main","timestamp":"2026-01-23T10:15:01.000Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.000Z","level":"ERROR","source":null,"message":"boom","context":{"stack":"Error: boom\n    at main"}}"#,
    },
    Sample {
        line: r#"{"level":"warn","message":"slow","service":"shop"}"#,
        record: r#"{"timestamp":null,"level":"WARNING","source":null,"message":"slow","context":{"service":"shop"}}"#,
    },
    Sample {
        line: r#"{"level":"silly","message":"finest","timestamp":"2026-01-23 10:15:03"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"TRACE","source":null,"message":"finest","context":{}}"#,
    },
    Sample {
        line: r#"{"level":"http","message":"GET /","timestamp":"2026-01-23T10:15:04Z","metadata":{"ms":12}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":null,"message":"GET /","context":{"ms":12}}"#,
    },
    Sample {
        line: r#"{"level":"verbose","message":"more","label":"db","timestamp":"2026-01-23T10:15:05Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"TRACE","source":null,"message":"more","context":{"label":"db"}}"#,
    },
];

pub(in crate::format::json::dialect) const PYTHON: &[Sample] = &[
    Sample {
        line: r#"{"asctime":"2026-01-23 10:15:00,123","levelname":"INFO","name":"shop.db","message":"connected"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"shop.db","message":"connected","context":{}}"#,
    },
    Sample {
        line: r#"{"levelname":"WARNING","name":"root","message":"slow","lineno":17,"timestamp":"2026-01-23T10:15:01Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"WARNING","source":"root","message":"slow","context":{"lineno":17}}"#,
    },
    Sample {
        line: r#"{"message":"Matched route","context":{"route":"home"},"level":200,"level_name":"INFO","channel":"request","datetime":"2026-01-23T10:15:02.123456+00:00","extra":{}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.123456Z","level":"INFO","source":"request","message":"Matched route","context":{"route":"home","level":200}}"#,
    },
    Sample {
        line: r#"{"levelname":"CRITICAL","levelno":50,"name":"shop","message":"bye","asctime":"2026-01-23 10:15:03"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"CRITICAL","source":"shop","message":"bye","context":{"levelno":50}}"#,
    },
    Sample {
        line: r#"{"level_name":"EMERGENCY","level":600,"message":"down","channel":"app","datetime":"2026-01-23 10:15:04"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"CRITICAL","source":"app","message":"down","context":{"level":600}}"#,
    },
    Sample {
        line: r#"{"levelname":"DEBUG","name":"shop","message":"x","exc_info":"Traceback\n  y","asctime":"2026-01-23 10:15:05,999"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.999Z","level":"DEBUG","source":"shop","message":"x","context":{"exc_info":"Traceback\n  y"}}"#,
    },
];

pub(in crate::format::json::dialect) const CLEF: &[Sample] = &[
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:00.1234567Z","@mt":"Order {OrderId} accepted for {Customer}","OrderId":8841,"Customer":"Frank"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.1234567Z","level":"INFO","source":null,"message":"Order {OrderId} accepted for {Customer}","context":{"OrderId":8841,"Customer":"Frank"}}"#,
    },
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:00Z","@m":"Started","@i":"a1b2","@l":"Debug","SourceContext":"Shop.Startup"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"DEBUG","source":"Shop.Startup","message":"Started","context":{"@i":"a1b2"}}"#,
    },
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:01+01:00","@mt":"Took {Elapsed:0.000} ms","Elapsed":12.5,"@l":"Warning"}"#,
        record: r#"{"timestamp":"2026-01-23T09:15:01Z","level":"WARNING","source":null,"message":"Took {Elapsed:0.000} ms","context":{"Elapsed":12.5}}"#,
    },
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:02Z","@mt":"{@User} failed {Missing}","User":{"id":7},"@l":"Error","@x":"System.Exception: boom\n   at Shop.Main()"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"ERROR","source":null,"message":"{@User} failed {Missing}","context":{"User":{"id":7},"@x":"System.Exception: boom\n   at Shop.Main()"}}"#,
    },
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:03Z","@mt":"braces { stay","@l":"Fatal"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"CRITICAL","source":null,"message":"braces { stay","context":{}}"#,
    },
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:04Z","@mt":"Verbose","@l":"Verbose","MachineName":"web-1"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"TRACE","source":null,"message":"Verbose","context":{"MachineName":"web-1"}}"#,
    },
];
