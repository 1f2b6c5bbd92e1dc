//! Sample lines.

use crate::format::Sample;

pub(super) const WEBSPHERE: &[Sample] = &[
    Sample {
        line: "[1/23/26 10:15:00:123 GMT] 0000004a WsServerImpl  A   WSVR0001I: Server server1 open for e-business",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"WsServerImpl","message":"WSVR0001I: Server server1 open for e-business","context":{"thread":"0000004a"}}"#,
    },
    Sample {
        line: "[1/23/26 10:15:01:123 CET] 00000001 SystemOut     O this was printed",
        record: r#"{"timestamp":"2026-01-23T09:15:01.123Z","level":"INFO","source":"SystemOut","message":"this was printed","context":{"thread":"00000001"}}"#,
    },
    Sample {
        line: "[1/23/26 10:15:02:123 GMT] 0000002b ServletWrappe E   SRVE0068E: Uncaught exception\njava.lang.NullPointerException\n\tat org.example.Servlet.doGet(Servlet.java:17)",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"ERROR","source":"ServletWrappe","message":"SRVE0068E: Uncaught exception\njava.lang.NullPointerException\n\tat org.example.Servlet.doGet(Servlet.java:17)","context":{"thread":"0000002b"}}"#,
    },
    Sample {
        line: "[1/23/26 10:15:03:5 UTC] 00000015 SSLHandshakeE W   CWPKI0022E: handshake failed",
        record: r#"{"timestamp":"2026-01-23T10:15:03.005Z","level":"WARNING","source":"SSLHandshakeE","message":"CWPKI0022E: handshake failed","context":{"thread":"00000015"}}"#,
    },
    Sample {
        line: "[1/23/26 10:15:04:123 EST] 0000001c FfdcProvider  I com.ibm.ws.ffdc.impl.FfdcProvider logIncident FFDC1003I: FFDC Incident emitted",
        record: r#"{"timestamp":"2026-01-23T15:15:04.123Z","level":"INFO","source":"FfdcProvider","message":"com.ibm.ws.ffdc.impl.FfdcProvider logIncident FFDC1003I: FFDC Incident emitted","context":{"thread":"0000001c"}}"#,
    },
    Sample {
        line: "[1/23/26 10:15:05:123 GMT] 00000077 SystemErr     R \tat org.example.Main.main(Main.java:3)",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"ERROR","source":"SystemErr","message":"at org.example.Main.main(Main.java:3)","context":{"thread":"00000077"}}"#,
    },
];
pub(super) const WEBLOGIC: &[Sample] = &[
    Sample {
        line: "<Jan 23, 2026 10:15:00 AM GMT> <Notice> <WebLogicServer> <BEA-000365> <Server state changed to STARTING.>",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"NOTICE","source":"WebLogicServer","message":"Server state changed to STARTING.","context":{"code":"BEA-000365"}}"#,
    },
    Sample {
        line: "####<Jan 23, 2026 10:15:01,123 AM UTC> <Error> <Security> <host1> <AdminServer> <[ACTIVE] ExecuteThread: '0' for queue: 'x'> <<WLS Kernel>> <> <> <1769163301123> <BEA-090905> <Disabling the CryptoJ JCE Provider>",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"ERROR","source":"Security","message":"Disabling the CryptoJ JCE Provider","context":{"host":"host1","server":"AdminServer","thread":"[ACTIVE] ExecuteThread: '0' for queue: 'x'","code":"BEA-090905"}}"#,
    },
    Sample {
        line: "<Jan 23, 2026 10:15:02 PM GMT> <Warning> <JDBC> <BEA-001129> <Received exception while creating connection: no route\n  to host>",
        record: r#"{"timestamp":"2026-01-23T22:15:02Z","level":"WARNING","source":"JDBC","message":"Received exception while creating connection: no route\n  to host","context":{"code":"BEA-001129"}}"#,
    },
    Sample {
        line: "<Jan 23, 2026, 10:15:03,456 AM UTC> <Info> <Management> <BEA-141107> <Version: WebLogic Server 14.1.1>",
        record: r#"{"timestamp":"2026-01-23T10:15:03.456Z","level":"INFO","source":"Management","message":"Version: WebLogic Server 14.1.1","context":{"code":"BEA-141107"}}"#,
    },
    Sample {
        line: "####<Jan 23, 2026, 10:15:04,123 AM Coordinated Universal Time> <Critical> <Health> <h> <s> <t> <> <> <> <1769163304123> <BEA-310003> <Free memory is 5%>",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"CRITICAL","source":"Health","message":"Free memory is 5%","context":{"host":"h","server":"s","thread":"t","code":"BEA-310003"}}"#,
    },
    Sample {
        line: "<Jan 23, 2026 10:15:05 AM GMT> <Emergency> <Deployer> <BEA-149265> <a > b>",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"CRITICAL","source":"Deployer","message":"a > b","context":{"code":"BEA-149265"}}"#,
    },
];
pub(super) const GLASSFISH: &[Sample] = &[
    Sample {
        line: "[2026-01-23T10:15:00.123+0000] [glassfish 4.1] [INFO] [NCLS-CORE-00087] [javax.enterprise.system.core] [tid: _ThreadID=1 _ThreadName=main] [timeMillis: 1769163300123] [levelValue: 800] [[\n  Grizzly Framework 2.3.15 started]]",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"javax.enterprise.system.core","message":"Grizzly Framework 2.3.15 started","context":{"product":"glassfish 4.1","code":"NCLS-CORE-00087","thread":"main"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:01.123+0100] [Payara 5.2] [SEVERE] [] [org.example.Orders] [tid: _ThreadID=31 _ThreadName=http-thread-pool::http-listener-1(3)] [timeMillis: 1769159701123] [levelValue: 1000] [[\n  no such order\njava.lang.IllegalStateException: 7\n\tat org.example.Orders.get(Orders.java:17)]]",
        record: r#"{"timestamp":"2026-01-23T09:15:01.123Z","level":"ERROR","source":"org.example.Orders","message":"no such order\njava.lang.IllegalStateException: 7\n\tat org.example.Orders.get(Orders.java:17)","context":{"product":"Payara 5.2","thread":"http-thread-pool::http-listener-1(3)"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:02.123+0000] [Payara 5.2] [WARNING] [] [] [tid: _ThreadID=2 _ThreadName=Thread-8] [timeMillis: 1769163302123] [levelValue: 900] [[\n  without a logger]]",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123Z","level":"WARNING","source":null,"message":"without a logger","context":{"product":"Payara 5.2","thread":"Thread-8"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:03.123+0000] [glassfish 5.0] [FINE] [] [javax.enterprise.web] [tid: _ThreadID=1 _ThreadName=main] [timeMillis: 1769163303123] [levelValue: 500] [CLASSNAME: org.x.Y] [METHODNAME: z] [[\n  fine]]",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"DEBUG","source":"javax.enterprise.web","message":"fine","context":{"product":"glassfish 5.0","thread":"main"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:04.123+0000] [glassfish 5.0] [INFO] [] [a.b] [tid: _ThreadID=1 _ThreadName=main] [timeMillis: 1769163304123] [levelValue: 800] [[in the same line]]",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123Z","level":"INFO","source":"a.b","message":"in the same line","context":{"product":"glassfish 5.0","thread":"main"}}"#,
    },
    Sample {
        line: "[2026-01-23T10:15:05.123+0000] [glassfish 5.0] [INFO] [AS-1] [a.b] [tid: _ThreadID=1 _ThreadName=main] [timeMillis: 1769163305123] [levelValue: 800] [[\n  two\n\n  parts]]",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"INFO","source":"a.b","message":"two\n\n  parts","context":{"product":"glassfish 5.0","code":"AS-1","thread":"main"}}"#,
    },
];
