//! Sample lines of each dialect.

use crate::format::Sample;

pub(super) const JOURNALD: &[Sample] = &[
    Sample {
        line: r#"{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1769163300123456","_HOSTNAME":"web-1","PRIORITY":"6","SYSLOG_IDENTIFIER":"sshd","_PID":"24200","MESSAGE":"Accepted publickey for deploy"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"INFO","source":"sshd","message":"Accepted publickey for deploy","context":{"__CURSOR":"s=1;i=2","_HOSTNAME":"web-1","_PID":"24200"}}"#,
    },
    Sample {
        line: r#"{"PRIORITY":"3","_SYSTEMD_UNIT":"nginx.service","MESSAGE":"bind() failed","__REALTIME_TIMESTAMP":"1769163301000000"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.000000Z","level":"ERROR","source":"nginx.service","message":"bind() failed","context":{}}"#,
    },
    Sample {
        line: r#"{"MESSAGE":"warm","PRIORITY":"4","__REALTIME_TIMESTAMP":"1769163302000001","__MONOTONIC_TIMESTAMP":"12345"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.000001Z","level":"WARNING","source":null,"message":"warm","context":{"__MONOTONIC_TIMESTAMP":"12345"}}"#,
    },
    Sample {
        line: r#"{"__REALTIME_TIMESTAMP":"1769163303000000","MESSAGE":[104,105],"SYSLOG_IDENTIFIER":"binary"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.000000Z","level":null,"source":"binary","message":"{\"__REALTIME_TIMESTAMP\":\"1769163303000000\",\"MESSAGE\":[104,105],\"SYSLOG_IDENTIFIER\":\"binary\"}","context":{"MESSAGE":[104,105]}}"#,
    },
    Sample {
        line: r#"{"__REALTIME_TIMESTAMP":"1769163304000000","MESSAGE":"kernel says \"hi\"","PRIORITY":"0","SYSLOG_IDENTIFIER":"kernel"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.000000Z","level":"CRITICAL","source":"kernel","message":"kernel says \"hi\"","context":{}}"#,
    },
    Sample {
        line: r#"{"__REALTIME_TIMESTAMP":"1769163305000000","SYSLOG_IDENTIFIER":"cron","PRIORITY":"5","MESSAGE":"","_UID":"0"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.000000Z","level":"NOTICE","source":"cron","message":"","context":{"_UID":"0"}}"#,
    },
];
pub(super) const CLEF: &[Sample] = &[
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:00.1234567Z","@mt":"Order {OrderId} accepted for {Customer}","OrderId":8841,"Customer":"Frank"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.1234567Z","level":"INFO","source":null,"message":"Order 8841 accepted for Frank","context":{"OrderId":8841,"Customer":"Frank"}}"#,
    },
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:00Z","@m":"Started","@i":"a1b2","@l":"Debug","SourceContext":"Shop.Startup"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"DEBUG","source":"Shop.Startup","message":"Started","context":{"@i":"a1b2"}}"#,
    },
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:01+01:00","@mt":"Took {Elapsed:0.000} ms","Elapsed":12.5,"@l":"Warning"}"#,
        record: r#"{"timestamp":"2026-01-23T09:15:01Z","level":"WARNING","source":null,"message":"Took 12.5 ms","context":{"Elapsed":12.5}}"#,
    },
    Sample {
        line: r#"{"@t":"2026-01-23T10:15:02Z","@mt":"{@User} failed {Missing}","User":{"id":7},"@l":"Error","@x":"System.Exception: boom\n   at Shop.Main()"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"ERROR","source":null,"message":"{\"id\":7} failed {Missing}","context":{"User":{"id":7},"@x":"System.Exception: boom\n   at Shop.Main()"}}"#,
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
pub(super) const GELF: &[Sample] = &[
    Sample {
        line: r#"{"version":"1.1","host":"web-1","short_message":"pool exhausted","full_message":"pool exhausted\nat Pool.get","timestamp":1769163300.123,"level":3,"_waiting":7}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"ERROR","source":null,"message":"pool exhausted","context":{"version":"1.1","host":"web-1","full_message":"pool exhausted\nat Pool.get","_waiting":7}}"#,
    },
    Sample {
        line: r#"{"version":"1.1","host":"web-1","short_message":"started","timestamp":1769163300,"level":6}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"started","context":{"version":"1.1","host":"web-1"}}"#,
    },
    Sample {
        line: r#"{"version":"1.1","host":"web-1","short_message":"notice","level":5,"_facility":"app"}"#,
        record: r#"{"timestamp":null,"level":"NOTICE","source":null,"message":"notice","context":{"version":"1.1","host":"web-1","_facility":"app"}}"#,
    },
    Sample {
        line: r#"{"version":"1.0","host":"web-2","short_message":"down","timestamp":1769163301.5,"level":0,"_logger":"Main"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.5Z","level":"CRITICAL","source":null,"message":"down","context":{"version":"1.0","host":"web-2","_logger":"Main"}}"#,
    },
    Sample {
        line: r#"{"version":"1.1","host":"web-2","short_message":"debug me","timestamp":"1769163302.25","level":7,"logger":"org.example.Main"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.25Z","level":"DEBUG","source":"org.example.Main","message":"debug me","context":{"version":"1.1","host":"web-2"}}"#,
    },
    Sample {
        line: r#"{"short_message":"odd","host":"h","version":"1.1","level":4,"_a":null}"#,
        record: r#"{"timestamp":null,"level":"WARNING","source":null,"message":"odd","context":{"host":"h","version":"1.1","_a":null}}"#,
    },
];
pub(super) const DOCKER: &[Sample] = &[
    Sample {
        line: r#"{"log":"2026-01-23 10:15:00,123 WARN [main] org.example.Pool: pool is nearly empty\n","stream":"stderr","time":"2026-01-23T10:15:00.123456789Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456789Z","level":"WARNING","source":"org.example.Pool","message":"pool is nearly empty","context":{"stream":"stderr","thread":"main"}}"#,
    },
    Sample {
        line: r#"{"log":"{\"level\":30,\"time\":1769163300123,\"pid\":1,\"hostname\":\"c0ffee\",\"msg\":\"listening\",\"port\":8080}\n","stream":"stdout","time":"2026-01-23T10:15:00.5Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.5Z","level":"INFO","source":null,"message":"listening","context":{"stream":"stdout","pid":1,"hostname":"c0ffee","port":8080}}"#,
    },
    Sample {
        line: r#"{"log":"plain words\n","stream":"stdout","time":"2026-01-23T10:15:01Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":null,"source":null,"message":"plain words","context":{"stream":"stdout"}}"#,
    },
    Sample {
        line: r#"{"log":"10.0.0.17 - - [23/Jan/2026:10:15:00 +0000] \"GET / HTTP/1.1\" 500 12 \"-\" \"curl/8.5\"\n","stream":"stdout","time":"2026-01-23T10:15:02.1Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.1Z","level":"ERROR","source":null,"message":"GET / HTTP/1.1","context":{"stream":"stdout","client":"10.0.0.17","method":"GET","path":"/","protocol":"HTTP/1.1","status":500,"bytes":12,"user_agent":"curl/8.5"}}"#,
    },
    Sample {
        line: r#"{"log":"part of a long line","stream":"stdout","attrs":{"tag":"shop"},"time":"2026-01-23T10:15:03Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":null,"source":null,"message":"part of a long line","context":{"stream":"stdout","attrs":{"tag":"shop"}}}"#,
    },
    Sample {
        line: r#"{"log":"\n","stream":"stdout","time":"2026-01-23T10:15:04.000000001Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.000000001Z","level":null,"source":null,"message":"","context":{"stream":"stdout"}}"#,
    },
    Sample {
        line: r#"{"log":"level=error msg=\"no route\" code=7\r\n","stream":"stderr","time":"2026-01-23T10:15:05Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"ERROR","source":null,"message":"no route","context":{"stream":"stderr","code":7}}"#,
    },
];
pub(super) const MONGODB: &[Sample] = &[
    Sample {
        line: r#"{"t":{"$date":"2026-01-23T10:15:00.123+00:00"},"s":"I","c":"NETWORK","id":22943,"ctx":"listener","msg":"Connection accepted","attr":{"remote":"127.0.0.1:37122","connectionId":31}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"NETWORK","message":"Connection accepted","context":{"id":22943,"ctx":"listener","attr":{"remote":"127.0.0.1:37122","connectionId":31}}}"#,
    },
    Sample {
        line: r#"{"t":{"$date":"2026-01-23T11:15:00.123+01:00"},"s":"W","c":"STORAGE","id":22178,"ctx":"initandlisten","msg":"hugepages","tags":["startupWarnings"]}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"WARNING","source":"STORAGE","message":"hugepages","context":{"id":22178,"ctx":"initandlisten","tags":["startupWarnings"]}}"#,
    },
    Sample {
        line: r#"{"t":{"$date":"2026-01-23T10:15:01.000Z"},"s":"E","c":"-","id":1,"ctx":"thread1","msg":"bad"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.000Z","level":"ERROR","source":null,"message":"bad","context":{"c":"-","id":1,"ctx":"thread1"}}"#,
    },
    Sample {
        line: r#"{"t":{"$date":"2026-01-23T10:15:02.5Z"},"s":"F","c":"CONTROL","id":20557,"ctx":"main","msg":"DBException in initAndListen"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.5Z","level":"CRITICAL","source":"CONTROL","message":"DBException in initAndListen","context":{"id":20557,"ctx":"main"}}"#,
    },
    Sample {
        line: r#"{"t":{"$date":"2026-01-23T10:15:03.000Z"},"s":"D1","c":"REPL","id":2,"ctx":"ReplCoord","msg":"election"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.000Z","level":"DEBUG","source":"REPL","message":"election","context":{"id":2,"ctx":"ReplCoord"}}"#,
    },
    Sample {
        line: r#"{"t":{"$date":"2026-01-23T10:15:04.000Z"},"s":"I","c":"COMMAND","id":51803,"svc":"S","ctx":"conn31","msg":"Slow query","attr":{"durationMillis":251}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.000Z","level":"INFO","source":"COMMAND","message":"Slow query","context":{"id":51803,"svc":"S","ctx":"conn31","attr":{"durationMillis":251}}}"#,
    },
];
pub(super) const BUNYAN: &[Sample] = &[
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
pub(super) const PINO: &[Sample] = &[
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
pub(super) const GCLOUD: &[Sample] = &[
    Sample {
        line: r#"{"severity":"ERROR","message":"pool exhausted","timestamp":"2026-01-23T10:15:00.123456789Z","logging.googleapis.com/trace":"projects/p/traces/0123","httpRequest":{"status":503}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456789Z","level":"ERROR","source":null,"message":"pool exhausted","context":{"logging.googleapis.com/trace":"projects/p/traces/0123","httpRequest":{"status":503}}}"#,
    },
    Sample {
        line: r#"{"insertId":"a1","severity":"INFO","textPayload":"started","timestamp":"2026-01-23T10:15:00Z","logName":"projects/p/logs/stdout"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"started","context":{"insertId":"a1","logName":"projects/p/logs/stdout"}}"#,
    },
    Sample {
        line: r#"{"insertId":"a2","jsonPayload":{"message":"inside","level":"warn"},"timestamp":"2026-01-23T10:15:01Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"WARNING","source":null,"message":"inside","context":{"insertId":"a2","jsonPayload":{"message":"inside","level":"warn"}}}"#,
    },
    Sample {
        line: r#"{"severity":"DEFAULT","message":"no level","time":"2026-01-23T10:15:02Z","logging.googleapis.com/labels":{"a":"b"}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":null,"source":null,"message":"no level","context":{"severity":"DEFAULT","logging.googleapis.com/labels":{"a":"b"}}}"#,
    },
    Sample {
        line: r#"{"severity":"EMERGENCY","message":"down","time":"2026-01-23T10:15:03Z","logging.googleapis.com/spanId":"01"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"CRITICAL","source":null,"message":"down","context":{"logging.googleapis.com/spanId":"01"}}"#,
    },
    Sample {
        line: r#"{"insertId":"a3","severity":"NOTICE","textPayload":"","receiveTimestamp":"2026-01-23T10:15:04Z","timestamp":"2026-01-23T10:15:03.5Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.5Z","level":"NOTICE","source":null,"message":"","context":{"insertId":"a3","receiveTimestamp":"2026-01-23T10:15:04Z"}}"#,
    },
];
pub(super) const ECS: &[Sample] = &[
    Sample {
        line: r#"{"@timestamp":"2026-01-23T10:15:00.123Z","log.level":"info","message":"started","ecs.version":"8.11.0","log.logger":"shop.main","service.name":"shop"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"shop.main","message":"started","context":{"ecs.version":"8.11.0","service.name":"shop"}}"#,
    },
    Sample {
        line: r#"{"@timestamp":"2026-01-23T10:15:01Z","log":{"level":"error","logger":"shop.db"},"message":"failed","ecs":{"version":"1.6.0"}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"ERROR","source":"shop.db","message":"failed","context":{"log":{"level":"error","logger":"shop.db"},"ecs":{"version":"1.6.0"}}}"#,
    },
    Sample {
        line: r#"{"@timestamp":"2026-01-23T10:15:02Z","log.level":"WARN","message":"slow","process.thread.name":"main","ecs.version":"1.2.0"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"WARNING","source":null,"message":"slow","context":{"process.thread.name":"main","ecs.version":"1.2.0"}}"#,
    },
    Sample {
        line: r#"{"@timestamp":"2026-01-23T10:15:03Z","message":"no level","ecs.version":"8.0"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":null,"source":null,"message":"no level","context":{"ecs.version":"8.0"}}"#,
    },
    Sample {
        line: r#"{"@timestamp":"2026-01-23T10:15:04Z","log.level":"debug","message":"error in words is no level","ecs.version":"8.0","labels":{"a":1}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"DEBUG","source":null,"message":"error in words is no level","context":{"ecs.version":"8.0","labels":{"a":1}}}"#,
    },
    Sample {
        line: r#"{"@timestamp":"2026-01-23T10:15:05.000001Z","log.level":"fatal","error.stack_trace":"x\n\tat y","ecs.version":"8.0","message":"bye"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.000001Z","level":"CRITICAL","source":null,"message":"bye","context":{"error.stack_trace":"x\n\tat y","ecs.version":"8.0"}}"#,
    },
];
pub(super) const TRAEFIK: &[Sample] = &[
    Sample {
        line: r#"{"ClientAddr":"10.0.0.17:51022","DownstreamStatus":200,"Duration":1250000,"RequestMethod":"GET","RequestPath":"/api/orders","RequestProtocol":"HTTP/1.1","RouterName":"shop@docker","level":"info","msg":"","time":"2026-01-23T10:15:00Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"GET /api/orders HTTP/1.1","context":{"ClientAddr":"10.0.0.17:51022","DownstreamStatus":200,"Duration":1250000,"RequestMethod":"GET","RequestPath":"/api/orders","RequestProtocol":"HTTP/1.1","RouterName":"shop@docker"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":404,"RequestMethod":"GET","RequestPath":"/x","RequestProtocol":"HTTP/2.0","level":"info","msg":"","time":"2026-01-23T10:15:01Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"WARNING","source":null,"message":"GET /x HTTP/2.0","context":{"DownstreamStatus":404,"RequestMethod":"GET","RequestPath":"/x","RequestProtocol":"HTTP/2.0"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":502,"RequestMethod":"POST","RequestPath":"/pay","level":"info","msg":"","time":"2026-01-23T10:15:02+01:00"}"#,
        record: r#"{"timestamp":"2026-01-23T09:15:02Z","level":"ERROR","source":null,"message":"POST /pay","context":{"DownstreamStatus":502,"RequestMethod":"POST","RequestPath":"/pay"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":301,"RequestMethod":"GET","RequestPath":"/","time":"2026-01-23T10:15:03Z","level":"info"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":null,"message":"GET /","context":{"DownstreamStatus":301,"RequestMethod":"GET","RequestPath":"/"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":0,"RequestMethod":"GET","RequestPath":"/ws","level":"info","msg":"","time":"2026-01-23T10:15:04Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":null,"message":"GET /ws","context":{"DownstreamStatus":0,"RequestMethod":"GET","RequestPath":"/ws"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":200,"RequestMethod":"HEAD","RequestPath":"/health","level":"info","msg":"kept","time":"2026-01-23T10:15:05Z","request_User-Agent":"curl/8.5"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":null,"message":"kept","context":{"DownstreamStatus":200,"RequestMethod":"HEAD","RequestPath":"/health","request_User-Agent":"curl/8.5"}}"#,
    },
];
pub(super) const CADDY: &[Sample] = &[
    Sample {
        line: r#"{"level":"info","ts":1769163300.1234567,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"10.0.0.17","method":"GET","uri":"/"},"duration":0.00125,"size":5316,"status":200}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.1234567Z","level":"INFO","source":"http.log.access.log0","message":"handled request","context":{"request":{"remote_ip":"10.0.0.17","method":"GET","uri":"/"},"duration":0.00125,"size":5316,"status":200}}"#,
    },
    Sample {
        line: r#"{"level":"info","ts":1769163301.5,"logger":"http.log.access","msg":"handled request","request":{"method":"GET","uri":"/x"},"status":404}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.5Z","level":"WARNING","source":"http.log.access","message":"handled request","context":{"request":{"method":"GET","uri":"/x"},"status":404}}"#,
    },
    Sample {
        line: r#"{"level":"error","ts":1769163302,"logger":"http.log.access","msg":"handled request","request":{"method":"GET","uri":"/y"},"status":503}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"ERROR","source":"http.log.access","message":"handled request","context":{"request":{"method":"GET","uri":"/y"},"status":503}}"#,
    },
    Sample {
        line: r#"{"level":"error","ts":1769163303.25,"logger":"http.log.error","msg":"dial tcp: connection refused","request":{"uri":"/"},"status":502,"err_id":"x1"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.25Z","level":"ERROR","source":"http.log.error","message":"dial tcp: connection refused","context":{"request":{"uri":"/"},"status":502,"err_id":"x1"}}"#,
    },
    Sample {
        line: r#"{"level":"info","ts":"2026-01-23T10:15:04.000Z","logger":"http.log.access","msg":"handled request","request":{"uri":"/z"},"status":304}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.000Z","level":"INFO","source":"http.log.access","message":"handled request","context":{"request":{"uri":"/z"},"status":304}}"#,
    },
    Sample {
        line: r#"{"level":"warn","ts":1.7691633051234567e9,"logger":"http.handlers.reverse_proxy","msg":"aborting with incomplete response","request":{"uri":"/big"}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.123457Z","level":"WARNING","source":"http.handlers.reverse_proxy","message":"aborting with incomplete response","context":{"request":{"uri":"/big"}}}"#,
    },
];
pub(super) const ZAP: &[Sample] = &[
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
pub(super) const STRUCTLOG: &[Sample] = &[
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
pub(super) const SLOG: &[Sample] = &[
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
pub(super) const LOGRUS: &[Sample] = &[
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
pub(super) const ZEROLOG: &[Sample] = &[
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
pub(super) const WINSTON: &[Sample] = &[
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
pub(super) const PYTHON: &[Sample] = &[
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
pub(super) const JSON: &[Sample] = &[
    Sample {
        line: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"ERROR","source":"db.pool","message":"pool exhausted","context":{"waiting":7}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"ERROR","source":"db.pool","message":"pool exhausted","context":{"waiting":7}}"#,
    },
    Sample {
        line: r#"{"ts":"2026-01-23T10:15:01+02:00","lvl":"warn","text":"slow","extra":{"a":1},"fields":{"b":[1,2]}}"#,
        record: r#"{"timestamp":"2026-01-23T08:15:01Z","level":"WARNING","source":null,"message":"slow","context":{"a":1,"b":[1,2]}}"#,
    },
    Sample {
        line: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"INFO","fields":{"message":"from tracing","id":7},"target":"shop::db","span":{"name":"request"}}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"INFO","source":"shop::db","message":"from tracing","context":{"id":7,"span":{"name":"request"}}}"#,
    },
    Sample {
        line: r#"{"instant":{"epochSecond":1769163303,"nanoOfSecond":123000000},"thread":"main","level":"WARN","loggerName":"org.example.Pool","message":"log4j","threadId":1}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.123000000Z","level":"WARNING","source":"org.example.Pool","message":"log4j","context":{"thread":"main","threadId":1}}"#,
    },
    Sample {
        line: r#"{"@timestamp":"2026-01-23T10:15:04.5Z","@version":"1","message":"logstash","logger_name":"org.example.Main","thread_name":"main","level":"INFO","level_value":20000}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.5Z","level":"INFO","source":"org.example.Main","message":"logstash","context":{"@version":"1","thread_name":"main","level_value":20000}}"#,
    },
    Sample {
        line: r#"{"message":"clash","a":1,"context":{"a":2,"b":3}}"#,
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"clash","context":{"a":1,"context":{"a":2,"b":3}}}"#,
    },
    Sample {
        line: r#"{"time":1769163305123456789,"severityNumber":17,"body":"otel","trace_id":"0af7651916cd43dd8448eb211c80319c"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:05.123456789Z","level":"ERROR","source":null,"message":"otel","context":{"trace_id":"0af7651916cd43dd8448eb211c80319c"}}"#,
    },
    Sample {
        line: r#"{"a":1,"b":"no message here"}"#,
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"{\"a\":1,\"b\":\"no message here\"}","context":{"a":1,"b":"no message here"}}"#,
    },
    Sample {
        line: r#"{"msg":"twice","x":1,"x":2}"#,
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"twice","context":{"x":2}}"#,
    },
    Sample { line: "{}", record: r#"{"timestamp":null,"level":null,"source":null,"message":"{}","context":{}}"# },
    Sample {
        line: r#"{"level":3,"msg":"syslog number","timestamp":"2026-01-23T10:15:06Z","n":12345678901234567890.123456789}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:06Z","level":"ERROR","source":null,"message":"syslog number","context":{"n":12345678901234567890.123456789}}"#,
    },
];
