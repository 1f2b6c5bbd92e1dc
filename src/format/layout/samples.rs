//! Sample lines of each layout.

use crate::format::Sample;

pub(super) const ELASTICSEARCH: &[Sample] = &[
    Sample {
        line: "[2026-01-23T10:15:00,123][INFO ][o.e.n.Node               ] [node-1] version[8.12.0], pid[1]",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"o.e.n.Node","message":"version[8.12.0], pid[1]","context":{"node":"node-1"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:01,123][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][young][12] duration [1.2s]",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"WARNING","source":"o.e.m.j.JvmGcMonitorService","message":"[gc][young][12] duration [1.2s]","context":{"node":"node-1"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:02,123][ERROR][o.e.b.Bootstrap          ] [node-1] Exception\njava.lang.RuntimeException: x\n\tat a.b(C.java:1)",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"ERROR","source":"o.e.b.Bootstrap","message":"Exception\njava.lang.RuntimeException: x\n\tat a.b(C.java:1)","context":{"node":"node-1"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:03,123][DEBUG][o.e.c.s.MasterService    ] [node-1] processing",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"DEBUG","source":"o.e.c.s.MasterService","message":"processing","context":{"node":"node-1"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:04,123][INFO ][o.o.n.Node               ] [os-node] started",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"INFO","source":"o.o.n.Node","message":"started","context":{"node":"os-node"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:05,123][TRACE][i.s.s.query              ] [node-1] took[1ms]",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"TRACE","source":"i.s.s.query","message":"took[1ms]","context":{"node":"node-1"}}"#,
    },
];
pub(super) const KAFKA: &[Sample] = &[
    Sample {
        line: "[2026-01-23 10:15:00,123] INFO [KafkaServer id=0] started (kafka.server.KafkaServer)",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"kafka.server.KafkaServer","message":"[KafkaServer id=0] started","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23 10:15:01,123] WARN [ReplicaFetcher replicaId=1] Error in fetch (kafka.server.ReplicaFetcherThread)",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"WARNING","source":"kafka.server.ReplicaFetcherThread","message":"[ReplicaFetcher replicaId=1] Error in fetch","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23 10:15:02,123] ERROR Disk error while writing (kafka.log.LogManager)\njava.io.IOException: x\n\tat a.b(C.java:1)",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"ERROR","source":"kafka.log.LogManager","message":"Disk error while writing\njava.io.IOException: x\n\tat a.b(C.java:1)","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23 10:15:03,123] INFO Registered kafka:type=kafka.Log4jController MBean (kafka.utils.Log4jControllerRegistration$)",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"INFO","source":"kafka.utils.Log4jControllerRegistration$","message":"Registered kafka:type=kafka.Log4jController MBean","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23 10:15:04,123] DEBUG Created (x) log (kafka.log.Log)",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"DEBUG","source":"kafka.log.Log","message":"Created (x) log","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23 10:15:05,123] TRACE [Controller id=1] Checking (kafka.controller.KafkaController)",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"TRACE","source":"kafka.controller.KafkaController","message":"[Controller id=1] Checking","context":{}}"#,
    },
];
pub(super) const LOG4J: &[Sample] = &[
    Sample {
        line: "2026-01-23 10:15:00,123 INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: Created MRAppMaster",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"org.apache.hadoop.mapreduce.v2.app.MRAppMaster","message":"Created MRAppMaster","context":{"thread":"main"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:01.123  WARN 12345 --- [           main] c.e.demo.DemoApplication                 : slow",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"WARNING","source":"c.e.demo.DemoApplication","message":"slow","context":{"pid":12345,"thread":"main"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:02,123 [pool-1-thread-2] ERROR org.example.Pool - exhausted\njava.lang.IllegalStateException: x\n\tat org.example.Pool.get(Pool.java:17)\nCaused by: y\n\t... 3 more",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"ERROR","source":"org.example.Pool","message":"exhausted\njava.lang.IllegalStateException: x\n\tat org.example.Pool.get(Pool.java:17)\nCaused by: y\n\t... 3 more","context":{"thread":"pool-1-thread-2"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:03,123 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification time out: 3200",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"INFO","source":"FastLeaderElection","message":"Notification time out: 3200","context":{"thread":"QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181","line":774}}"#,
    },
    Sample {
        line: r#"2026-01-23 10:15:04.123 DEBUG [http-nio-8080-exec-1] o.s.w.s.DispatcherServlet : GET "/""#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"DEBUG","source":"o.s.w.s.DispatcherServlet","message":"GET \"/\"","context":{"thread":"http-nio-8080-exec-1"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:05,123 FATAL [IPC Server handler 29 on 62270] org.example.Server: an ERROR in the text",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"CRITICAL","source":"org.example.Server","message":"an ERROR in the text","context":{"thread":"IPC Server handler 29 on 62270"}}"#,
    },
];
pub(super) const PYTHON: &[Sample] = &[
    Sample {
        line: "2026-01-23 10:15:00,123 - root - INFO - started",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"root","message":"started","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:01,123 - shop.db - ERROR - failed - again\nTraceback (most recent call last):\n  File \"x.py\", line 1, in <module>\nValueError: bad",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"ERROR","source":"shop.db","message":"failed - again\nTraceback (most recent call last):\n  File \"x.py\", line 1, in <module>\nValueError: bad","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:02,123 - __main__ - WARNING - with: colon",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"WARNING","source":"__main__","message":"with: colon","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:03,123 - shop - DEBUG - INFO is no level here",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"DEBUG","source":"shop","message":"INFO is no level here","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:04,123 - shop - CRITICAL - bye",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"CRITICAL","source":"shop","message":"bye","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:05,123 - uvicorn.error - INFO - ",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"INFO","source":"uvicorn.error","message":"","context":{}}"#,
    },
];
pub(super) const RAILS: &[Sample] = &[
    Sample {
        line: r#"I, [2026-01-23T10:15:00.123456 #1234]  INFO -- : Started GET "/" for 10.0.0.17"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"INFO","source":null,"message":"Started GET \"/\" for 10.0.0.17","context":{"pid":1234}}"#,
    },
    Sample {
        line: "D, [2026-01-23T10:15:01.123456 #1234] DEBUG -- myprog: query",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123456Z","level":"DEBUG","source":"myprog","message":"query","context":{"pid":1234}}"#,
    },
    Sample {
        line: "E, [2026-01-23T10:15:02.123456 #1234] ERROR -- : [8f3a2b10] ActionController::RoutingError",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123456Z","level":"ERROR","source":null,"message":"ActionController::RoutingError","context":{"pid":1234,"request":"8f3a2b10"}}"#,
    },
    Sample {
        line: "W, [2026-01-23T10:15:03.123456 #1234]  WARN -- : slow",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123456Z","level":"WARNING","source":null,"message":"slow","context":{"pid":1234}}"#,
    },
    Sample {
        line: "F, [2026-01-23T10:15:04.123456 #1234] FATAL -- : bye\n\napp/models/x.rb:17:in `y'",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123456Z","level":"CRITICAL","source":null,"message":"bye\n\napp/models/x.rb:17:in `y'","context":{"pid":1234}}"#,
    },
    Sample {
        line: "A, [2026-01-23T10:15:05.123456 #1234]   ANY -- : unknown",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123456Z","level":null,"source":"A","message":"ANY -- : unknown","context":{"pid":1234}}"#,
    },
];
pub(super) const MONOLOG: &[Sample] = &[
    Sample {
        line: r#"[2026-01-23 10:15:00] production.ERROR: Something failed {"exception":"x"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"ERROR","source":"production","message":"Something failed {\"exception\":\"x\"}","context":{}}"#,
    },
    Sample {
        line: r#"[2026-01-23T10:15:01.123456+00:00] app.INFO: Matched route "home". {"route":"home"} []"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.123456Z","level":"INFO","source":"app","message":"Matched route \"home\". {\"route\":\"home\"} []","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23 10:15:02] local.DEBUG: query",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"DEBUG","source":"local","message":"query","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:03+01:00] request.CRITICAL: Uncaught PHP Exception [] []",
        record: r#"{"timestamp":"2026-01-23T09:15:03Z","level":"CRITICAL","source":"request","message":"Uncaught PHP Exception [] []","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23 10:15:04] php.NOTICE: undefined index",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"NOTICE","source":"php","message":"undefined index","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23 10:15:05] testing.WARNING: slow",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"WARNING","source":"testing","message":"slow","context":{}}"#,
    },
];
pub(super) const CBS: &[Sample] = &[
    Sample {
        line: "2026-01-23 10:15:00, Info                  CBS    Loaded Servicing Stack v6.1.7601.23505",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":"CBS","message":"Loaded Servicing Stack v6.1.7601.23505","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:01, Info                  CSI    00000001@2026/1/23:10:15:01.455 WcpInitialize (wcp.dll version 0.0.0.6) called",
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"INFO","source":"CSI","message":"00000001@2026/1/23:10:15:01.455 WcpInitialize (wcp.dll version 0.0.0.6) called","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:02, Error                 CBS    Failed to open package [HRESULT = 0x80070002]",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"ERROR","source":"CBS","message":"Failed to open package [HRESULT = 0x80070002]","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:03, Warning               DISM   DISM Provider Store: PID=1 not found",
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"WARNING","source":"DISM","message":"DISM Provider Store: PID=1 not found","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:04, Info                  CBS    Warning: Unrecognized packageExtended attribute.",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":"CBS","message":"Warning: Unrecognized packageExtended attribute.","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:05, Info       [0x0f0000] MIG    odd column",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":"MIG","message":"odd column","context":{"thread":"0x0f0000"}}"#,
    },
];
pub(super) const MONGODB: &[Sample] = &[
    Sample {
        line: "2026-01-23T10:15:00.123+0000 I NETWORK  [conn1] end connection 127.0.0.1:37122",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"NETWORK","message":"end connection 127.0.0.1:37122","context":{"thread":"conn1"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:01.123+0100 W STORAGE  [initandlisten] no journal",
        record: r#"{"timestamp":"2026-01-23T09:15:01.123Z","level":"WARNING","source":"STORAGE","message":"no journal","context":{"thread":"initandlisten"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:02.123+0000 E -        [thread1] bad",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"ERROR","source":null,"message":"bad","context":{"thread":"thread1"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:03.123+0000 F CONTROL  [main] bye",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"CRITICAL","source":"CONTROL","message":"bye","context":{"thread":"main"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:04.123+0000 D REPL     [ReplCoord] election",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"DEBUG","source":"REPL","message":"election","context":{"thread":"ReplCoord"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:05.123Z I COMMAND  [conn31] command shop.orders 251ms",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"INFO","source":"COMMAND","message":"command shop.orders 251ms","context":{"thread":"conn31"}}"#,
    },
];
pub(super) const RUST: &[Sample] = &[
    Sample {
        line: "2026-01-23T10:15:00.123456Z  INFO shop::db: connected pool=5",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"INFO","source":"shop::db","message":"connected pool=5","context":{}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:01.123456Z  WARN shop: slow",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123456Z","level":"WARNING","source":"shop","message":"slow","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:02Z ERROR shop::db] failed",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"ERROR","source":"shop::db","message":"failed","context":{}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:03Z INFO  shop] started",
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":"shop","message":"started","context":{}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:04.123456Z ERROR request{id=7}: shop::db: failed",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123456Z","level":"ERROR","source":"shop::db","message":"failed","context":{"span":"request{id=7}"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:05Z TRACE shop::http: src/http.rs:17: in",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"TRACE","source":"shop::http","message":"src/http.rs:17: in","context":{}}"#,
    },
];
