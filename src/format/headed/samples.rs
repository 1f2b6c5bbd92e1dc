//! Sample lines.

use crate::format::Sample;

pub(super) const SAMBA: &[Sample] = &[
    Sample {
        line: "[2026/01/23 10:15:00.123456,  0] ../source3/smbd/server.c:1734(main)\n  smbd version 4.13.17 started.",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":null,"source":"../source3/smbd/server.c","message":"smbd version 4.13.17 started.","context":{"debug":0,"line":1734,"function":"main"}}"#,
    },
    Sample {
        line: "[2026/01/23 10:15:01.123456,  1, pid=1234, effective(0, 0), real(0, 0)] ../../lib/param/loadparm.c:1908(lpcfg_do_global_parameter)\n  WARNING: The \"syslog\" option is deprecated",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123456Z","level":null,"source":"../../lib/param/loadparm.c","message":"WARNING: The \"syslog\" option is deprecated","context":{"debug":1,"pid":1234,"line":1908,"function":"lpcfg_do_global_parameter"}}"#,
    },
    Sample {
        line: "[2026/01/23 10:15:02,  0] lib/util_sock.c:738(write_data)\n  write_data: write failure in writing to client 10.0.0.17. Error Connection reset by peer\n  twice",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":null,"source":"lib/util_sock.c","message":"write_data: write failure in writing to client 10.0.0.17. Error Connection reset by peer\n  twice","context":{"debug":0,"line":738,"function":"write_data"}}"#,
    },
    Sample {
        line: "[2026/01/23 10:15:03.123456, 10, pid=7, effective(1000, 1000), real(1000, 0), class=auth] ../auth/auth_log.c:635(log_authentication_event_human_readable)\n  Auth: [SMB2,(null)] user [X]\\[frank] at [Fri, 23 Jan 2026 10:15:03 UTC]",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123456Z","level":null,"source":"../auth/auth_log.c","message":"Auth: [SMB2,(null)] user [X]\\[frank] at [Fri, 23 Jan 2026 10:15:03 UTC]","context":{"debug":10,"pid":7,"line":635,"function":"log_authentication_event_human_readable"}}"#,
    },
    Sample {
        line: "[2026/01/23 10:15:04.5,  2] nmbd/nmbd.c:58(terminate)",
        record: r#"{"timestamp":"2026-01-23T10:15:04.5Z","level":null,"source":"nmbd/nmbd.c","message":"","context":{"debug":2,"line":58,"function":"terminate"}}"#,
    },
    Sample {
        line: "[2026/01/23 10:15:05.123456,  3] smbd/oplock.c:1(init_oplocks)\n\twith a tab",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123456Z","level":null,"source":"smbd/oplock.c","message":"with a tab","context":{"debug":3,"line":1,"function":"init_oplocks"}}"#,
    },
];
pub(super) const ERLANG: &[Sample] = &[
    Sample {
        line: "=INFO REPORT==== 23-Jan-2026::10:15:00 ===\nStarting RabbitMQ 3.6.6 on Erlang 19.2",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"Starting RabbitMQ 3.6.6 on Erlang 19.2","context":{"report":"INFO"}}"#,
    },
    Sample {
        line: "=ERROR REPORT==== 23-Jan-2026::10:15:01 ===\nclosing AMQP connection <0.1.0> (10.0.0.17:51022 -> 10.0.0.1:5672):\n{handshake_timeout,frame_header}",
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"ERROR","source":null,"message":"closing AMQP connection <0.1.0> (10.0.0.17:51022 -> 10.0.0.1:5672):\n{handshake_timeout,frame_header}","context":{"report":"ERROR"}}"#,
    },
    Sample {
        line: "=WARNING REPORT==== 3-Jan-2026::10:15:02 ===\nMnesia('a@b'): ** WARNING ** overloaded",
        record: r#"{"timestamp":"2026-01-03T10:15:02Z","level":"WARNING","source":null,"message":"Mnesia('a@b'): ** WARNING ** overloaded","context":{"report":"WARNING"}}"#,
    },
    Sample {
        line: "=CRASH REPORT==== 23-Jan-2026::10:15:03.123456 ===\n  crasher:\n    initial call: shop:init/1",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123456Z","level":"ERROR","source":null,"message":"crasher:\n    initial call: shop:init/1","context":{"report":"CRASH"}}"#,
    },
    Sample {
        line: "=SUPERVISOR REPORT==== 23-Jan-2026::10:15:04 ===\n     Supervisor: {local,shop_sup}",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":null,"message":"Supervisor: {local,shop_sup}","context":{"report":"SUPERVISOR"}}"#,
    },
    Sample {
        line: "=PROGRESS REPORT==== 23-Jan-2026::10:15:05 ===\n         application: sasl",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":null,"message":"application: sasl","context":{"report":"PROGRESS"}}"#,
    },
];
pub(super) const DOTNET: &[Sample] = &[
    Sample {
        line: "info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://localhost:5000",
        record: r#"{"timestamp":null,"level":"INFO","source":"Microsoft.Hosting.Lifetime","message":"Now listening on: http://localhost:5000","context":{"event":14}}"#,
    },
    Sample {
        line: "fail: Microsoft.AspNetCore.Server.Kestrel[13]\n      Connection id \"0HM\" an unhandled exception was thrown\n      System.InvalidOperationException: x\n         at Shop.Orders.Get() in /srv/Orders.cs:line 17",
        record: r#"{"timestamp":null,"level":"ERROR","source":"Microsoft.AspNetCore.Server.Kestrel","message":"Connection id \"0HM\" an unhandled exception was thrown\n      System.InvalidOperationException: x\n         at Shop.Orders.Get() in /srv/Orders.cs:line 17","context":{"event":13}}"#,
    },
    Sample {
        line: "warn: Shop.Orders[0]\n      slow",
        record: r#"{"timestamp":null,"level":"WARNING","source":"Shop.Orders","message":"slow","context":{"event":0}}"#,
    },
    Sample {
        line: "crit: Shop.Program[-1]\n      bye",
        record: r#"{"timestamp":null,"level":"CRITICAL","source":"Shop.Program","message":"bye","context":{"event":"-1"}}"#,
    },
    Sample {
        line: "dbug: Microsoft.AspNetCore.Hosting[3]",
        record: r#"{"timestamp":null,"level":"DEBUG","source":"Microsoft.AspNetCore.Hosting","message":"","context":{"event":3}}"#,
    },
    Sample {
        line: "trce: Shop.Orders[7]\n      a: b",
        record: r#"{"timestamp":null,"level":"TRACE","source":"Shop.Orders","message":"a: b","context":{"event":7}}"#,
    },
];
pub(super) const PHP: &[Sample] = &[
    Sample {
        line: "[23-Jan-2026 10:15:00 UTC] PHP Warning:  Undefined variable $x in /var/www/a.php on line 12",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"WARNING","source":"PHP","message":"Undefined variable $x in /var/www/a.php on line 12","context":{"kind":"Warning"}}"#,
    },
    Sample {
        line: "[23-Jan-2026 10:15:01 Europe/Berlin] PHP Fatal error:  Uncaught Exception: x in /var/www/a.php:3\nStack trace:\n#0 {main}\n  thrown in /var/www/a.php on line 3",
        record: r#"{"timestamp":"2026-01-23T09:15:01Z","level":"CRITICAL","source":"PHP","message":"Uncaught Exception: x in /var/www/a.php:3\nStack trace:\n#0 {main}\n  thrown in /var/www/a.php on line 3","context":{"kind":"Fatal error"}}"#,
    },
    Sample {
        line: "[23-Jan-2026 10:15:02 UTC] PHP Notice:  Undefined index: a in /var/www/b.php on line 7",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"NOTICE","source":"PHP","message":"Undefined index: a in /var/www/b.php on line 7","context":{"kind":"Notice"}}"#,
    },
    Sample {
        line: "PHP Deprecated:  Function create_function() is deprecated in /var/www/c.php on line 1",
        record: r#"{"timestamp":null,"level":"NOTICE","source":"PHP","message":"Function create_function() is deprecated in /var/www/c.php on line 1","context":{"kind":"Deprecated"}}"#,
    },
    Sample {
        line: "[23-Jan-2026 10:15:04] PHP Parse error:  syntax error, unexpected '}' in /var/www/d.php on line 9",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"CRITICAL","source":"PHP","message":"syntax error, unexpected '}' in /var/www/d.php on line 9","context":{"kind":"Parse error"}}"#,
    },
    Sample {
        line: "[23-Jan-2026 10:15:05 UTC] PHP Recoverable fatal error:  Object of class X could not be converted to string",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"ERROR","source":"PHP","message":"Object of class X could not be converted to string","context":{"kind":"Recoverable fatal error"}}"#,
    },
];
pub(super) const CHROMIUM: &[Sample] = &[
    Sample {
        line: "[1234:5678:0123/101500.123456:ERROR:gpu_process_host.cc(967)] GPU process exited unexpectedly",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"ERROR","source":"gpu_process_host.cc","message":"GPU process exited unexpectedly","context":{"pid":1234,"thread":5678,"line":967}}"#,
    },
    Sample {
        line: "[0123/101501.123:WARNING:resource_bundle.cc(405)] locale_file_path.empty() for locale",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"WARNING","source":"resource_bundle.cc","message":"locale_file_path.empty() for locale","context":{"line":405}}"#,
    },
    Sample {
        line: "[7:7:0123/101502.123456:VERBOSE1:v8_initializer.cc(2)] loaded",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123456Z","level":"TRACE","source":"v8_initializer.cc","message":"loaded","context":{"pid":7,"thread":7,"line":2}}"#,
    },
    Sample {
        line: r#"[1:0123/101503:INFO:CONSOLE(17)] "hello: [x]", source: https://example.org/a.js (17)"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":"CONSOLE","message":"\"hello: [x]\", source: https://example.org/a.js (17)","context":{"pid":1,"line":17}}"#,
    },
    Sample {
        line: "[9:9:1231/235959.999999:FATAL:zygote_host_impl_linux.cc(117)] No usable sandbox!",
        record: r#"{"timestamp":"2025-12-31T23:59:59.999999Z","level":"CRITICAL","source":"zygote_host_impl_linux.cc","message":"No usable sandbox!","context":{"pid":9,"thread":9,"line":117}}"#,
    },
    Sample {
        line: "[3:4:0123/101505.000001:ERROR:ssl_client_socket_impl.cc(992)] handshake failed; returned -1, SSL error code 1, net_error -101",
        record: r#"{"timestamp":"2026-01-23T10:15:05.000001Z","level":"ERROR","source":"ssl_client_socket_impl.cc","message":"handshake failed; returned -1, SSL error code 1, net_error -101","context":{"pid":3,"thread":4,"line":992}}"#,
    },
];
