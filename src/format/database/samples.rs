//! Sample lines of the logs of databases.

use crate::format::Sample;

pub(super) const POSTGRES: &[Sample] = &[
    Sample {
        line: "2026-01-23 10:15:00.123 UTC [1234] LOG:  database system is ready to accept connections",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":null,"message":"database system is ready to accept connections","context":{"pid":1234}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:01.123 UTC [1235] frank@shop ERROR:  relation \"orders\" does not exist at character 15\n2026-01-23 10:15:01.123 UTC [1235] frank@shop STATEMENT:  SELECT *\n\tFROM orders;",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"ERROR","source":null,"message":"relation \"orders\" does not exist at character 15\nSTATEMENT:  SELECT *\n\tFROM orders;","context":{"pid":1235,"user":"frank","database":"shop"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:02 CET [1236-1] user=frank,db=shop,app=psql,client=10.0.0.17 WARNING:  there is no transaction in progress",
        record: r#"{"timestamp":"2026-01-23T09:15:02Z","level":"WARNING","source":null,"message":"there is no transaction in progress","context":{"pid":1236,"user":"frank","database":"shop","application":"psql","client":"10.0.0.17"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:03.123 UTC [1237] FATAL:  password authentication failed for user \"frank\"\n2026-01-23 10:15:03.123 UTC [1237] DETAIL:  Role \"frank\" does not exist.\n2026-01-23 10:15:03.123 UTC [1237] HINT:  Create it.",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"CRITICAL","source":null,"message":"password authentication failed for user \"frank\"\nDETAIL:  Role \"frank\" does not exist.\nHINT:  Create it.","context":{"pid":1237}}"#,
    },
    Sample {
        line: r#"2026-01-23 10:15:04.123 UTC [1238] PANIC:  could not write to file "pg_wal/xlogtemp.1": No space left on device"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"CRITICAL","source":null,"message":"could not write to file \"pg_wal/xlogtemp.1\": No space left on device","context":{"pid":1238}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:05.123 UTC [1239] DEBUG1:  checkpointer updated shared memory",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"DEBUG","source":null,"message":"checkpointer updated shared memory","context":{"pid":1239}}"#,
    },
];
pub(super) const MYSQL_ERROR: &[Sample] = &[
    Sample {
        line: "2026-01-23T10:15:00.123456Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections.",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"INFO","source":"Server","message":"/usr/sbin/mysqld: ready for connections.","context":{"thread":0,"code":"MY-010931"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:01.123456Z 7 [Warning] [MY-010055] [Server] IP address 10.0.0.17 could not be resolved",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123456Z","level":"WARNING","source":"Server","message":"IP address 10.0.0.17 could not be resolved","context":{"thread":7,"code":"MY-010055"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:02.123456Z 0 [ERROR] [MY-012592] [InnoDB] Operating system error number 2 in a file operation.",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123456Z","level":"ERROR","source":"InnoDB","message":"Operating system error number 2 in a file operation.","context":{"thread":0,"code":"MY-012592"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:03 140 [Note] InnoDB: Buffer pool(s) load completed",
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":null,"message":"InnoDB: Buffer pool(s) load completed","context":{"thread":140}}"#,
    },
    Sample {
        line: "260123 10:15:04 [ERROR] /usr/libexec/mysqld: Table is marked as crashed",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"ERROR","source":null,"message":"/usr/libexec/mysqld: Table is marked as crashed","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:05 0 [Warning] Aborted connection 7 to db: x [client closed]",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"WARNING","source":null,"message":"Aborted connection 7 to db: x [client closed]","context":{"thread":0}}"#,
    },
];
pub(super) const MYSQL_SLOW: &[Sample] = &[
    Sample {
        line: "# Time: 2026-01-23T10:15:00.123456Z\n# User@Host: frank[frank] @ web-1 [10.0.0.17]  Id:    17\n# Query_time: 2.000123  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1000\nSET timestamp=1769163300;\nSELECT SLEEP(2);",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":null,"source":null,"message":"SET timestamp=1769163300;\nSELECT SLEEP(2);","context":{"user":"frank[frank] @ web-1 [10.0.0.17]","query_time":2.000123,"lock_time":0.000000,"rows_sent":1,"rows_examined":1000}}"#,
    },
    Sample {
        line: "# Time: 2026-01-23T10:15:01.123456Z\n# User@Host: root[root] @ localhost []  Id:    18\n# Query_time: 12.5  Lock_time: 0.1 Rows_sent: 0  Rows_examined: 0\nUPDATE orders\n   SET total = 1;",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123456Z","level":null,"source":null,"message":"UPDATE orders\n   SET total = 1;","context":{"user":"root[root] @ localhost []","query_time":12.5,"lock_time":0.1,"rows_sent":0,"rows_examined":0}}"#,
    },
    Sample {
        line: "# Time: 260123 10:15:02\n# User@Host: a[a] @  [10.0.0.1]\n# Query_time: 3  Lock_time: 0  Rows_sent: 5  Rows_examined: 7\nuse shop;\nselect 1;",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":null,"source":null,"message":"use shop;\nselect 1;","context":{"user":"a[a] @  [10.0.0.1]","query_time":3,"lock_time":0,"rows_sent":5,"rows_examined":7}}"#,
    },
    Sample {
        line: "# Time: 2026-01-23T10:15:03.123456+01:00\n# Query_time: 1\nSELECT 2;",
        record: r#"{"timestamp":"2026-01-23T09:15:03.123456Z","level":null,"source":null,"message":"SELECT 2;","context":{"query_time":1}}"#,
    },
    Sample {
        line: "# Time: 2026-01-23T10:15:04Z\n# Thread_id: 7  Schema: shop  QC_hit: No\nSELECT 3;",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":null,"source":null,"message":"SELECT 3;","context":{"thread_id":7,"schema":"shop","qc_hit":"No"}}"#,
    },
    Sample {
        line: "# Time: 2026-01-23T10:15:05Z",
        record: r##"{"timestamp":"2026-01-23T10:15:05Z","level":null,"source":null,"message":"# Time: 2026-01-23T10:15:05Z","context":{}}"##,
    },
];
pub(super) const REDIS: &[Sample] = &[
    Sample {
        line: "1:M 23 Jan 2026 10:15:00.123 * Ready to accept connections tcp",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"NOTICE","source":null,"message":"Ready to accept connections tcp","context":{"pid":1,"role":"master"}}"#,
    },
    Sample {
        line: "1:C 23 Jan 2026 10:15:01.123 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"WARNING","source":null,"message":"oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo","context":{"pid":1,"role":"child"}}"#,
    },
    Sample {
        line: "42:S 23 Jan 2026 10:15:02.123 * MASTER <-> REPLICA sync started",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"NOTICE","source":null,"message":"MASTER <-> REPLICA sync started","context":{"pid":42,"role":"replica"}}"#,
    },
    Sample {
        line: "42:X 23 Jan 2026 10:15:03.123 # +sdown master mymaster 127.0.0.1 6379",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"WARNING","source":null,"message":"+sdown master mymaster 127.0.0.1 6379","context":{"pid":42,"role":"sentinel"}}"#,
    },
    Sample {
        line: "1:M 23 Jan 2026 10:15:04.123 . 1 clients connected",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"DEBUG","source":null,"message":"1 clients connected","context":{"pid":1,"role":"master"}}"#,
    },
    Sample {
        line: "1:M 23 Jan 10:15:05.123 - DB 0: 3 keys",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"INFO","source":null,"message":"DB 0: 3 keys","context":{"pid":1,"role":"master"}}"#,
    },
];
pub(super) const POSTGRES_CSV: &[Sample] = &[
    Sample {
        line: r#"2026-01-23 10:15:00.123 UTC,"frank","shop",1234,"10.0.0.17:51022",65b0c1.4d2,1,"SELECT",2026-01-23 10:14:00 UTC,3/17,0,ERROR,42P01,"relation ""x"" does not exist",,,,,,"select * from x",15,,"psql""#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"ERROR","source":null,"message":"relation \"\"x\"\" does not exist","context":{"user":"frank","database":"shop","pid":1234,"client":"10.0.0.17:51022","tag":"SELECT","code":"42P01","query":"select * from x","application":"psql"}}"#,
    },
    Sample {
        line: r#"2026-01-23 10:15:01.123 UTC,,,1235,,65b0c2.4d3,1,,2026-01-23 10:14:01 UTC,,0,LOG,00000,"checkpoint starting: time",,,,,,,,,"","checkpointer",,0"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"INFO","source":null,"message":"checkpoint starting: time","context":{"pid":1235,"code":"00000","backend":"checkpointer"}}"#,
    },
    Sample {
        line: r#"2026-01-23 10:15:02.123 CET,"frank","shop",1236,"[local]",65b0c3.4d4,3,"INSERT",2026-01-23 10:14:02 CET,4/1,77,FATAL,57P01,"terminating connection, by the administrator",,"Reconnect.",,,,,,,"app, one""#,
        record: r#"{"timestamp":"2026-01-23T09:15:02.123Z","level":"CRITICAL","source":null,"message":"terminating connection, by the administrator","context":{"user":"frank","database":"shop","pid":1236,"client":"[local]","tag":"INSERT","code":"57P01","hint":"Reconnect.","application":"app, one"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:03.123 UTC,\"frank\",\"shop\",1236,\"[local]\",65b0c3.4d4,4,\"SELECT\",2026-01-23 10:14:02 UTC,4/2,0,LOG,00000,\"duration: 12.345 ms  statement: select 1\n\tfrom orders\",,,,,,,,,\"psql\"",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"INFO","source":null,"message":"duration: 12.345 ms  statement: select 1\n\tfrom orders","context":{"user":"frank","database":"shop","pid":1236,"client":"[local]","tag":"SELECT","code":"00000"}}"#,
    },
    Sample {
        line: r#"2026-01-23 10:15:04.123 UTC,"frank","shop",1236,"[local]",65b0c3.4d4,5,"",2026-01-23 10:14:02 UTC,4/3,0,WARNING,01000,"odd","some detail",,,,,,,,"""#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"WARNING","source":null,"message":"odd","context":{"user":"frank","database":"shop","pid":1236,"client":"[local]","code":"01000","detail":"some detail"}}"#,
    },
    Sample {
        line: r#"2026-01-23 10:15:05 UTC,,,1,,65b0c0.1,9,,2026-01-23 10:00:00 UTC,,0,PANIC,XX000,"could not write",,,,,,,,,"","startup",,0"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"CRITICAL","source":null,"message":"could not write","context":{"pid":1,"code":"XX000","backend":"startup"}}"#,
    },
];
