//! Sample lines of the dialects: here those of services, beside them those of libraries.

use crate::format::Sample;

mod libraries;

pub(super) use libraries::*;

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
    Sample {
        line: "{\"log\":\"\\u001b[33m2026-01-23 10:15:06,123 WARN\\u001b[0m [main] org.example.Pool: slow\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-23T10:15:06Z\"}\n{\"log\":\"\\tat org.example.Pool.get(Pool.java:17)\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-23T10:15:06Z\"}",
        record: r#"{"timestamp":"2026-01-23T10:15:06Z","level":"WARNING","source":"org.example.Pool","message":"slow\n\tat org.example.Pool.get(Pool.java:17)","context":{"stream":"stdout","thread":"main"}}"#,
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
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"INFO","source":null,"message":"/api/orders","context":{"ClientAddr":"10.0.0.17:51022","DownstreamStatus":200,"Duration":1250000,"RequestMethod":"GET","RequestPath":"/api/orders","RequestProtocol":"HTTP/1.1","RouterName":"shop@docker"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":404,"RequestMethod":"GET","RequestPath":"/x","RequestProtocol":"HTTP/2.0","level":"info","msg":"","time":"2026-01-23T10:15:01Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"WARNING","source":null,"message":"/x","context":{"DownstreamStatus":404,"RequestMethod":"GET","RequestPath":"/x","RequestProtocol":"HTTP/2.0"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":502,"RequestMethod":"POST","RequestPath":"/pay","level":"info","msg":"","time":"2026-01-23T10:15:02+01:00"}"#,
        record: r#"{"timestamp":"2026-01-23T09:15:02Z","level":"ERROR","source":null,"message":"/pay","context":{"DownstreamStatus":502,"RequestMethod":"POST","RequestPath":"/pay"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":301,"RequestMethod":"GET","RequestPath":"/","time":"2026-01-23T10:15:03Z","level":"info"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":null,"message":"/","context":{"DownstreamStatus":301,"RequestMethod":"GET","RequestPath":"/"}}"#,
    },
    Sample {
        line: r#"{"DownstreamStatus":0,"RequestMethod":"GET","RequestPath":"/ws","level":"info","msg":"","time":"2026-01-23T10:15:04Z"}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"INFO","source":null,"message":"/ws","context":{"DownstreamStatus":0,"RequestMethod":"GET","RequestPath":"/ws"}}"#,
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
