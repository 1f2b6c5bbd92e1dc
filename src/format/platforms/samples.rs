//! Sample lines.

use crate::format::Sample;

pub(super) const CISCO: &[Sample] = &[
    Sample {
        line: "*Jan 23 10:15:00.123: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to up",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"ERROR","source":"%LINK-3-UPDOWN","message":"Interface GigabitEthernet0/1, changed state to up","context":{}}"#,
    },
    Sample {
        line: "000123: Jan 23 10:15:01.123 UTC: %SYS-5-CONFIG_I: Configured from console by vty0 (10.0.0.17)",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"NOTICE","source":"%SYS-5-CONFIG_I","message":"Configured from console by vty0 (10.0.0.17)","context":{"sequence":"000123"}}"#,
    },
    Sample {
        line: "Jan 23 10:15:02 10.0.0.254 124: *Jan 23 10:15:02.000: %SEC-6-IPACCESSLOGP: list 101 denied tcp 10.0.0.17(51022)",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"INFO","source":"%SEC-6-IPACCESSLOGP","message":"list 101 denied tcp 10.0.0.17(51022)","context":{"host":"10.0.0.254"}}"#,
    },
    Sample {
        line: "Jan 23 2026 10:15:03: %ASA-6-302013: Built outbound TCP connection 12 for outside",
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"INFO","source":"%ASA-6-302013","message":"Built outbound TCP connection 12 for outside","context":{}}"#,
    },
    Sample {
        line: "<166>Jan 23 2026 10:15:04 fw-1 : %ASA-4-106023: Deny tcp src outside:10.0.0.17/51022",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"WARNING","source":"%ASA-4-106023","message":"Deny tcp src outside:10.0.0.17/51022","context":{"host":"fw-1"}}"#,
    },
    Sample {
        line: "2026 Jan 23 10:15:05.123 switch-1 %ETHPORT-5-IF_DOWN_LINK_FAILURE: Interface Ethernet1/1 is down (Link failure)",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123Z","level":"NOTICE","source":"%ETHPORT-5-IF_DOWN_LINK_FAILURE","message":"Interface Ethernet1/1 is down (Link failure)","context":{"host":"switch-1"}}"#,
    },
    Sample {
        line: "%OSPF-5-ADJCHG: Process 1, Nbr 10.0.0.1 on Vlan10 from LOADING to FULL",
        record: r#"{"timestamp":null,"level":"NOTICE","source":"%OSPF-5-ADJCHG","message":"Process 1, Nbr 10.0.0.1 on Vlan10 from LOADING to FULL","context":{}}"#,
    },
];
pub(super) const UNIFIED: &[Sample] = &[
    Sample {
        line: "2026-01-23 10:15:00.123456+0100 0x1a2b     Default     0x0                  143    0    runningboardd: (RunningBoard) [com.apple.runningboard:process] Acquiring assertion",
        record: r#"{"timestamp":"2026-01-23T09:15:00.123456Z","level":null,"source":"runningboardd","message":"(RunningBoard) [com.apple.runningboard:process] Acquiring assertion","context":{"pid":143,"thread":"0x1a2b"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:01.123456+0100 0x1a2c     Error       0x0                  0      0    kernel: (Sandbox) Sandbox: mdworker deny(1) file-read-data",
        record: r#"{"timestamp":"2026-01-23T09:15:01.123456Z","level":"ERROR","source":"kernel","message":"(Sandbox) Sandbox: mdworker deny(1) file-read-data","context":{"pid":0,"thread":"0x1a2c"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:02.123456+0100 0x1a2d     Info        0x45                 77     0    mDNSResponder: [com.apple.mDNSResponder:Default] [R1] DNSServiceCreateConnection",
        record: r#"{"timestamp":"2026-01-23T09:15:02.123456Z","level":"INFO","source":"mDNSResponder","message":"[com.apple.mDNSResponder:Default] [R1] DNSServiceCreateConnection","context":{"pid":77,"thread":"0x1a2d","activity":"0x45"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:03.123456-0800 0x7        Fault       0x1f0                501    14   Google Chrome Helper (Renderer): (libsystem_info.dylib) Membership API: translate",
        record: r#"{"timestamp":"2026-01-23T18:15:03.123456Z","level":"CRITICAL","source":"Google Chrome Helper (Renderer)","message":"(libsystem_info.dylib) Membership API: translate","context":{"pid":501,"thread":"0x7","activity":"0x1f0"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:04.123456+0000 0x9        Debug       0x0                  1      0    launchd: done",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123456Z","level":"DEBUG","source":"launchd","message":"done","context":{"pid":1,"thread":"0x9"}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:05.123456+0000 0x9        Activity    0x45                 1      0    logd: Activity for state dumps",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123456Z","level":null,"source":"logd","message":"Activity for state dumps","context":{"pid":1,"thread":"0x9","activity":"0x45"}}"#,
    },
];
pub(super) const CMTRACE: &[Sample] = &[
    Sample {
        line: r#"<![LOG[Starting CcmExec service...]LOG]!><time="10:15:00.123+000" date="01-23-2026" component="CcmExec" context="" type="1" thread="1234" file="ccmexec.cpp:1">"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":"CcmExec","message":"Starting CcmExec service...","context":{"thread":1234,"place":"ccmexec.cpp:1"}}"#,
    },
    Sample {
        line: r#"<![LOG[Failed to get policy. 0x80004005]LOG]!><time="10:15:01.123-060" date="01-23-2026" component="PolicyAgent" context="" type="3" thread="77" file="policy.cpp:9">"#,
        record: r#"{"timestamp":"2026-01-23T09:15:01.123Z","level":"ERROR","source":"PolicyAgent","message":"Failed to get policy. 0x80004005","context":{"thread":77,"place":"policy.cpp:9"}}"#,
    },
    Sample {
        line: r#"<![LOG[Deprecated setting [x]]LOG]!><time="10:15:02.0000000" date="1-23-2026" component="Intune" context="SYSTEM" type="2" thread="1" file="">"#,
        record: r#"{"timestamp":"2026-01-23T10:15:02.0000000Z","level":"WARNING","source":"Intune","message":"Deprecated setting [x]","context":{"user":"SYSTEM","thread":1}}"#,
    },
    Sample {
        line: "<![LOG[two\nlines]LOG]!><time=\"10:15:03.123+000\" date=\"01-23-2026\" component=\"Script\" context=\"\" type=\"1\" thread=\"4\" file=\"\">",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"INFO","source":"Script","message":"two\nlines","context":{"thread":4}}"#,
    },
    Sample {
        line: r#"<![LOG[]LOG]!><time="10:15:04.123+480" date="01-23-2026" component="" context="" type="1" thread="4" file="a.cpp:7">"#,
        record: r#"{"timestamp":"2026-01-23T18:15:04.123Z","level":"INFO","source":null,"message":"","context":{"thread":4,"place":"a.cpp:7"}}"#,
    },
    Sample {
        line: "<![LOG[no attributes]LOG]!>",
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"no attributes","context":{}}"#,
    },
];
pub(super) const XORG: &[Sample] = &[
    Sample {
        line: r#"[    23.456] (II) LoadModule: "glx""#,
        record: r#"{"timestamp":null,"level":"INFO","source":null,"message":"LoadModule: \"glx\"","context":{"uptime":23.456}}"#,
    },
    Sample {
        line: r#"[    23.460] (EE) Failed to load module "fbdev" (module does not exist, 0)"#,
        record: r#"{"timestamp":null,"level":"ERROR","source":null,"message":"Failed to load module \"fbdev\" (module does not exist, 0)","context":{"uptime":23.460}}"#,
    },
    Sample {
        line: "[    23.461] (WW) Falling back to old probe method for fbdev",
        record: r#"{"timestamp":null,"level":"WARNING","source":null,"message":"Falling back to old probe method for fbdev","context":{"uptime":23.461}}"#,
    },
    Sample {
        line: "[    23.470] X Protocol Version 11, Revision 0",
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"X Protocol Version 11, Revision 0","context":{"uptime":23.470}}"#,
    },
    Sample {
        line: r#"[    24.100] (==) Log file: "/var/log/Xorg.0.log", Time: Fri Jan 23 10:15:00 2026"#,
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"Log file: \"/var/log/Xorg.0.log\", Time: Fri Jan 23 10:15:00 2026","context":{"uptime":24.100}}"#,
    },
    Sample {
        line: r#"[ 86400.001] (**) Option "xkb_layout" "de""#,
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"Option \"xkb_layout\" \"de\"","context":{"uptime":86400.001}}"#,
    },
    Sample {
        line: "[    25.000] \tcompiled for 1.21.1, module version = 1.0.0",
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"compiled for 1.21.1, module version = 1.0.0","context":{"uptime":25.000}}"#,
    },
];
