//! Sample lines of what Linux and tools around it write.

use crate::format::Sample;

pub(super) const DMESG: &[Sample] = &[
    Sample {
        line: "[    0.000000] Linux version 6.8.0 (builder@host) (gcc 13.2)",
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"Linux version 6.8.0 (builder@host) (gcc 13.2)","context":{"uptime":0.000000}}"#,
    },
    Sample {
        line: "[   12.345678] usb 1-1: new high-speed USB device number 2 using xhci_hcd",
        record: r#"{"timestamp":null,"level":null,"source":"usb 1-1","message":"new high-speed USB device number 2 using xhci_hcd","context":{"uptime":12.345678}}"#,
    },
    Sample {
        line: "<6>[    1.234567] systemd[1]: Detected virtualization kvm.",
        record: r#"{"timestamp":null,"level":"INFO","source":"systemd","message":"Detected virtualization kvm.","context":{"uptime":1.234567,"pid":1}}"#,
    },
    Sample {
        line: "<3>[12345.678901] EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2",
        record: r#"{"timestamp":null,"level":"ERROR","source":null,"message":"EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2","context":{"uptime":12345.678901}}"#,
    },
    Sample {
        line: "kern  :warn  : [   12.345678] ACPI: thermal zone",
        record: r#"{"timestamp":null,"level":"WARNING","source":"ACPI","message":"thermal zone","context":{"uptime":12.345678}}"#,
    },
    Sample {
        line: "[   12.345678][    T1] printk: console [ttyS0] enabled",
        record: r#"{"timestamp":null,"level":null,"source":"printk","message":"console [ttyS0] enabled","context":{"uptime":12.345678,"thread":"T1"}}"#,
    },
    Sample {
        line: "[123456.789012] i915 0000:00:02.0: GPU HANG",
        record: r#"{"timestamp":null,"level":null,"source":"i915 0000:00:02.0","message":"GPU HANG","context":{"uptime":123456.789012}}"#,
    },
];
pub(super) const AUDIT: &[Sample] = &[
    Sample {
        line: r#"type=SYSCALL msg=audit(1769163300.243:24287): arch=c000003e syscall=2 success=no exit=-13 ppid=2686 pid=3538 auid=1000 comm="cat" exe="/bin/cat" key="sshd_config""#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.243Z","level":null,"source":"SYSCALL","message":"arch=c000003e syscall=2 success=no exit=-13 ppid=2686 pid=3538 auid=1000 comm=\"cat\" exe=\"/bin/cat\" key=\"sshd_config\"","context":{"serial":24287,"arch":"c000003e","syscall":2,"success":"no","exit":"-13","ppid":2686,"pid":3538,"auid":1000,"comm":"cat","exe":"/bin/cat","key":"sshd_config"}}"#,
    },
    Sample {
        line: r#"type=CWD msg=audit(1769163300.243:24287):  cwd="/home/shadowman""#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.243Z","level":null,"source":"CWD","message":"cwd=\"/home/shadowman\"","context":{"serial":24287,"cwd":"/home/shadowman"}}"#,
    },
    Sample {
        line: r#"type=USER_AUTH msg=audit(1769163301.000:24288): pid=3280 uid=0 msg='op=PAM:authentication acct="root" exe="/bin/su" hostname=? addr=? terminal=pts/0 res=failed'"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.000Z","level":null,"source":"USER_AUTH","message":"pid=3280 uid=0 msg='op=PAM:authentication acct=\"root\" exe=\"/bin/su\" hostname=? addr=? terminal=pts/0 res=failed'","context":{"serial":24288,"pid":3280,"uid":0,"op":"PAM:authentication","acct":"root","exe":"/bin/su","hostname":"?","addr":"?","terminal":"pts/0","res":"failed"}}"#,
    },
    Sample {
        line: "node=web-1 type=EOE msg=audit(1769163302.1:24289): ",
        record: r#"{"timestamp":"2026-01-23T10:15:02.1Z","level":null,"source":"EOE","message":"","context":{"node":"web-1","serial":24289}}"#,
    },
    Sample {
        line: "type=PROCTITLE msg=audit(1769163303.243:24290): proctitle=636174002F6574632F",
        record: r#"{"timestamp":"2026-01-23T10:15:03.243Z","level":null,"source":"PROCTITLE","message":"proctitle=636174002F6574632F","context":{"serial":24290,"proctitle":"636174002F6574632F"}}"#,
    },
    Sample {
        line: r#"type=AVC msg=audit(1769163304.156:2935): avc:  denied  { getattr } for  pid=2465 comm="httpd" path="/var/www/html/file1" dev=dm-0 ino=284133 tclass=file"#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.156Z","level":null,"source":"AVC","message":"avc:  denied  { getattr } for  pid=2465 comm=\"httpd\" path=\"/var/www/html/file1\" dev=dm-0 ino=284133 tclass=file","context":{"serial":2935,"pid":2465,"comm":"httpd","path":"/var/www/html/file1","dev":"dm-0","ino":284133,"tclass":"file"}}"#,
    },
];
pub(super) const STRACE: &[Sample] = &[
    Sample {
        line: r#"execve("/bin/ls", ["ls"], 0x7ffd /* 38 vars */) = 0"#,
        record: r#"{"timestamp":null,"level":null,"source":"execve","message":"execve(\"/bin/ls\", [\"ls\"], 0x7ffd /* 38 vars */) = 0","context":{"result":0}}"#,
    },
    Sample {
        line: r#"10:15:00.814936 openat(AT_FDCWD, "/etc/x", O_RDONLY) = -1 ENOENT (No such file or directory) <0.000456>"#,
        record: r#"{"timestamp":"2026-01-30T10:15:00.814936Z","level":null,"source":"openat","message":"openat(AT_FDCWD, \"/etc/x\", O_RDONLY) = -1 ENOENT (No such file or directory) <0.000456>","context":{"result":-1,"duration":0.000456}}"#,
    },
    Sample {
        line: r#"1234  10:15:01 read(3, "\177ELF"..., 832) = 832"#,
        record: r#"{"timestamp":"2026-01-30T10:15:01Z","level":null,"source":"read","message":"read(3, \"\\177ELF\"..., 832) = 832","context":{"pid":1234,"result":832}}"#,
    },
    Sample {
        line: "[pid  1234] close(3)                    = 0",
        record: r#"{"timestamp":null,"level":null,"source":"close","message":"close(3)                    = 0","context":{"pid":1234,"result":0}}"#,
    },
    Sample {
        line: "1769163303.123456 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, -1, 0) = 0x7f1234567000 <0.000012>",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123456Z","level":null,"source":"mmap","message":"mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, -1, 0) = 0x7f1234567000 <0.000012>","context":{"result":"0x7f1234567000","duration":0.000012}}"#,
    },
    Sample {
        line: "exit_group(0)                           = ?",
        record: r#"{"timestamp":null,"level":null,"source":"exit_group","message":"exit_group(0)                           = ?","context":{"result":"?"}}"#,
    },
];
pub(super) const NAGIOS: &[Sample] = &[
    Sample {
        line: "[1769163300] SERVICE ALERT: web-1;HTTP;CRITICAL;SOFT;1;Connection refused",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"CRITICAL","source":"SERVICE ALERT","message":"web-1;HTTP;CRITICAL;SOFT;1;Connection refused","context":{"host":"web-1","service":"HTTP","state":"CRITICAL","kind":"SOFT","attempt":1}}"#,
    },
    Sample {
        line: "[1769163301] HOST ALERT: web-1;DOWN;HARD;3;PING CRITICAL - Packet loss = 100%",
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"CRITICAL","source":"HOST ALERT","message":"web-1;DOWN;HARD;3;PING CRITICAL - Packet loss = 100%","context":{"host":"web-1","state":"DOWN","kind":"HARD","attempt":3}}"#,
    },
    Sample {
        line: "[1769163302] SERVICE NOTIFICATION: admin;web-1;HTTP;WARNING;notify-by-email;slow",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"WARNING","source":"SERVICE NOTIFICATION","message":"admin;web-1;HTTP;WARNING;notify-by-email;slow","context":{"contact":"admin","host":"web-1","service":"HTTP","state":"WARNING","command":"notify-by-email"}}"#,
    },
    Sample {
        line: "[1769163303] Nagios 4.4.6 starting... (PID=1234)",
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":null,"source":null,"message":"Nagios 4.4.6 starting... (PID=1234)","context":{}}"#,
    },
    Sample {
        line: "[1769163304] EXTERNAL COMMAND: SCHEDULE_FORCED_SVC_CHECK;web-1;HTTP;1769163304",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":null,"source":"EXTERNAL COMMAND","message":"SCHEDULE_FORCED_SVC_CHECK;web-1;HTTP;1769163304","context":{}}"#,
    },
    Sample {
        line: "[1769163305] SERVICE ALERT: web-1;HTTP;OK;HARD;1;HTTP OK: 200",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"INFO","source":"SERVICE ALERT","message":"web-1;HTTP;OK;HARD;1;HTTP OK: 200","context":{"host":"web-1","service":"HTTP","state":"OK","kind":"HARD","attempt":1}}"#,
    },
];
