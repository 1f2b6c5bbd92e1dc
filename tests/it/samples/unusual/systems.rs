//! Operating systems and clusters.

use super::{Pace, at};
use crate::samples::write::{Made, show};

pub(super) fn syslog_3164() -> Vec<Made> {
    let mut pace = Pace::new(41, "2026-03-12T06:25:00Z", 25);
    (0..80)
        .map(|_| {
            let time = pace.next();
            let random = &mut pace.random;
            let (client, port) = (format!("198.51.100.{}", random.between(2, 250)), random.between(30_000, 60_000));
            let user = random.pick(&["root", "admin", "oracle", "git", "ubuntu"]);
            let line = match random.below(9) {
                0 => "CRON[4471]: (root) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.daily)"
                    .to_owned(),
                1 => format!(
                    "kernel: [{}.{:06}] nft drop IN=eth0 SRC={client} DST=192.0.2.10 PROTO=TCP DPT=23",
                    random.between(80_000, 99_000),
                    port
                ),
                2 => format!(
                    "sshd[2211]: Accepted publickey for deploy from 192.0.2.20 port {port} ssh2: ED25519 SHA256:{}",
                    random.hex(16)
                ),
                3 => "systemd[1]: Started certbot.service - Certbot.".to_owned(),
                4 => format!(
                    "postfix/smtpd[3310]: disconnect from unknown[{client}] ehlo=1 auth=0/1 quit=1 commands=2/3"
                ),
                5 => format!("sshd[2211]: Invalid user {user} from {client} port {port}"),
                _ => format!("sshd[2211]: Failed password for {user} from {client} port {port} ssh2"),
            };
            at(time - time.rem_euclid(1_000_000), &format!("{} gate {line}", show(time, "%b %e %H:%M:%S")))
        })
        .collect()
}

pub(super) fn syslog_5424() -> Vec<Made> {
    let mut pace = Pace::new(42, "2026-03-12T08:00:00Z", 30);
    (0..60)
        .map(|_| {
            let time = pace.next();
            let random = &mut pace.random;
            let port = random.between(1, 49);
            let (priority, program, id, data, message) = match random.below(6) {
                0 => (187, "lldpd", "-", String::from("-"), format!("port {port}: neighbour lost")),
                1 => (
                    189,
                    "linkd",
                    "LINK",
                    format!("[port@32473 number=\"{port}\" speed=\"1000\"]"),
                    format!("port {port} is up"),
                ),
                2 => (
                    188,
                    "linkd",
                    "LINK",
                    format!("[port@32473 number=\"{port}\" errors=\"{}\"]", port * 7),
                    format!("port {port} counts CRC errors"),
                ),
                3 => (
                    185,
                    "envd",
                    "TEMP",
                    "[sensor@32473 name=\"cpu\" celsius=\"91\"]".to_owned(),
                    "temperature above limit, fans at full speed".to_owned(),
                ),
                _ => (190, "dhcpd", "LEASE", "-".to_owned(), format!("lease 10.0.8.{port} renewed for one hour")),
            };
            let stamp = show(time, "%Y-%m-%dT%H:%M:%S%.3fZ");
            at(time, &format!("<{priority}>1 {stamp} switch-3 {program} 812 {id} {data} {message}"))
        })
        .collect()
}

pub(super) fn klog() -> Vec<Made> {
    let mut pace = Pace::new(43, "2026-03-12T09:10:00Z", 12);
    (0..70)
        .map(|_| {
            let time = pace.next_fine();
            let random = &mut pace.random;
            let pod = format!("shop/api-{}", random.hex(5));
            let (level, place, message) = match random.below(10) {
                0 => ("E", "pod_workers.go:1301", format!("\"Error syncing pod, skipping\" err=\"failed to \\\"StartContainer\\\" for \\\"api\\\" with CrashLoopBackOff\" pod=\"{pod}\"")),
                1 => ("W", "reflector.go:561", "watch of *v1.ConfigMap ended with: too old resource version: 88121 (88409)".to_owned()),
                2 => ("I", "scheduler.go:602", format!("Successfully assigned {pod} to node-{}", random.between(1, 6))),
                _ => ("I", "kubelet.go:2421", format!("\"SyncLoop (probe)\" probe=\"readiness\" status=\"ready\" pod=\"{pod}\"")),
            };
            at(time, &format!("{level}{}    1811 {place}] {message}", show(time, "%m%d %H:%M:%S%.6f")))
        })
        .collect()
}
