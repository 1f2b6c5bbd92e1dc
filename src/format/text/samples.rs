//! Sample lines of text with a header.

use crate::format::Sample;

pub(super) const SAMPLES: &[Sample] = &[
    Sample {
        line: "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865 terminating",
        record: r#"{"timestamp":"2008-11-09T20:36:15Z","level":"INFO","source":"dfs.DataNode$PacketResponder","message":"PacketResponder 1 for block blk_38865 terminating","context":{"pid":148}}"#,
    },
    Sample {
        line: "20251223-22:15:29:11|Step_LSC|30002312|onStandStepChanged 3579",
        record: r#"{"timestamp":"2025-12-23T22:15:29.011Z","level":null,"source":"Step_LSC","message":"onStandStepChanged 3579","context":{"pid":30002312}}"#,
    },
    Sample {
        line: "[10.30 16:49:07] chrome.exe *64 - proxy.example.org:5070 close, 1190 bytes sent",
        record: r#"{"timestamp":"2025-10-30T16:49:07Z","level":null,"source":"chrome.exe *64","message":"proxy.example.org:5070 close, 1190 bytes sent","context":{}}"#,
    },
    Sample {
        line: "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change: Component is in the unavailable state",
        record: r#"{"timestamp":"2004-02-26T14:12:22Z","level":null,"source":"unix.hw","message":"Component State Change: Component is in the unavailable state","context":{"sequence":134681,"host":"node-246","state":"state_change.unavailable","flag":1}}"#,
    },
    Sample {
        line: "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed for user root",
        record: r#"{"timestamp":"2005-11-09T20:01:01Z","level":null,"source":"crond(pam_unix)","message":"session closed for user root","context":{"host":"dn228","pid":2915}}"#,
    },
    Sample {
        line: "- 1117838570 2005.06.03 R02-M1-N0 2005-06-03-15.42.50.675872 R02-M1-N0 RAS KERNEL INFO instruction cache parity error corrected",
        record: r#"{"timestamp":"2005-06-03T22:42:50Z","level":"INFO","source":"KERNEL","message":"instruction cache parity error corrected","context":{"name":"RAS","host":"R02-M1-N0"}}"#,
    },
    Sample {
        line: r#"nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.osapi_compute.wsgi.server [req-38101a0b 113d3a99 54fadb41 - - -] 10.11.10.1 "GET /v2" status: 200"#,
        record: r#"{"timestamp":"2017-05-16T00:00:00.008Z","level":"INFO","source":"nova.osapi_compute.wsgi.server","message":"10.11.10.1 \"GET /v2\" status: 200","context":{"pid":25746,"file":"nova-api.log.1.2017-05-16_13:53:08","request":"req-38101a0b 113d3a99 54fadb41 - - -"}}"#,
    },
    Sample {
        line: "17/06/09 20:10:40 INFO executor.CoarseGrainedExecutorBackend: Registered signal handlers",
        record: r#"{"timestamp":"2017-06-09T20:10:40Z","level":"INFO","source":"executor.CoarseGrainedExecutorBackend","message":"Registered signal handlers","context":{}}"#,
    },
    Sample {
        line: "2014-10-08 16:56:38,344:DEBUG:foo bar baz",
        record: r#"{"timestamp":"2014-10-08T16:56:38.344Z","level":"DEBUG","source":null,"message":"foo bar baz","context":{}}"#,
    },
    Sample {
        line: "2015-04-24 21:09:29.296 25376]ERROR:somemodule:Something very INFOrmative.",
        record: r#"{"timestamp":"2015-04-24T21:09:29.296Z","level":"ERROR","source":"somemodule","message":"Something very INFOrmative.","context":{"pid":25376}}"#,
    },
    Sample {
        line: "[2011-11-07 13:55:07.083 'App' 3076440256 info] Current working directory: /usr/bin",
        record: r#"{"timestamp":"2011-11-07T13:55:07.083Z","level":"INFO","source":"App","message":"Current working directory: /usr/bin","context":{"pid":3076440256}}"#,
    },
    Sample {
        line: "@4000000043ca61f22d0c9c34 TAI64 labels",
        record: r#"{"timestamp":"2006-01-15T14:53:28.755801140Z","level":null,"source":null,"message":"TAI64 labels","context":{}}"#,
    },
    Sample {
        line: "E [08/Jun/2013:11:28:58 -0700] Unknown directive BrowseOrder on line 22",
        record: r#"{"timestamp":"2013-06-08T18:28:58Z","level":"ERROR","source":null,"message":"Unknown directive BrowseOrder on line 22","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:00 an error is no level",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":null,"source":null,"message":"an error is no level","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:00 3 files copied",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":null,"source":null,"message":"3 files copied","context":{}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:00.123 | WARNING  | app.main:run:12 - loguru",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"WARNING","source":"app.main:run","message":"loguru","context":{"line":12}}"#,
    },
    Sample {
        line: "10:15:00.123 [main] INFO com.foo.Bar - the day of the last write",
        record: r#"{"timestamp":"2026-01-30T10:15:00.123Z","level":"INFO","source":"com.foo.Bar","message":"the day of the last write","context":{"thread":"main"}}"#,
    },
    Sample {
        line: "[12:34:56 INF] Serilog on a console",
        record: r#"{"timestamp":"2026-01-30T12:34:56Z","level":"INFO","source":null,"message":"Serilog on a console","context":{}}"#,
    },
    Sample {
        line: "1428634687123; epoch in milliseconds",
        record: r#"{"timestamp":"2015-04-10T02:58:07.123Z","level":null,"source":null,"message":"epoch in milliseconds","context":{}}"#,
    },
    Sample {
        line: "2026-03-11T00:25:32.264Z DEBUG [sync::scan] scans/inbox: 123 files seen",
        record: r#"{"timestamp":"2026-03-11T00:25:32.264Z","level":"DEBUG","source":"sync::scan","message":"scans/inbox: 123 files seen","context":{}}"#,
    },
    Sample {
        line: "2026-03-11T00:25:33Z INFO [shop/orders] accepted: order 12",
        record: r#"{"timestamp":"2026-03-11T00:25:33Z","level":"INFO","source":"shop/orders","message":"accepted: order 12","context":{}}"#,
    },
    Sample {
        line: "2026-03-11 00:25:34 [shop.db.pool] WARN orders: 3 connections left",
        record: r#"{"timestamp":"2026-03-11T00:25:34Z","level":"WARNING","source":"shop.db.pool","message":"orders: 3 connections left","context":{}}"#,
    },
    Sample {
        line: "2026-03-11 00:25:35 INFO [main] org.example.Main: started",
        record: r#"{"timestamp":"2026-03-11T00:25:35Z","level":"INFO","source":"org.example.Main","message":"started","context":{"thread":"main"}}"#,
    },
];
