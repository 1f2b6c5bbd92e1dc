//! A task that is played, and who follows it.

use std::process::Command;

use serde_json::Value;

use super::{Place, example, health, program, records, texts, url};
use crate::support::{Client, Follower, LogDir, Process, Running, wait_until};

/// Runs `simulate.py` to its end.
#[track_caller]
fn simulate(mut python: Command, server: &Process) {
    let play = ["--id", "42", "--subtasks", "2", "--steps", "30", "--pause", "0.01"];
    let output = python.arg(example("simulate.py")).arg(url(server)).args(play).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What each channel is told, apart from what the others are told meanwhile.
fn by_channel(records: &[Value]) -> Vec<(String, String)> {
    let text = |record: &Value, key: &str| record[key].as_str().unwrap().to_owned();
    let mut told: Vec<_> = records.iter().map(|record| (text(record, "channel"), text(record, "message"))).collect();
    told.sort_by(|one, other| one.0.cmp(&other.0));
    told
}

fn entries(running: &mut Running, count: usize) -> Vec<Value> {
    running.lines(count).iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn two_clients_see_the_messages_of_the_same_task_at_the_same_time() {
    let (Some(python), Some(mut follow)) = (program("python3"), program("python3")) else { return };
    let place = Place::new();
    let server = place.serve();
    assert_eq!(health(&server, "connections"), 1, "the question itself takes one");
    let connect = || {
        let mut follower = Follower::connect(server.address(), "channels=tasks/42/**&create=true");
        follower.next_of("subscribed");
        follower
    };
    let mut sockets = [connect(), connect()];
    let mut running =
        vec![Running::start(follow.arg(example("python/follow.py")).args([&url(&server), "tasks/42/**"]))];
    if let Some(mut node) = program("node") {
        let script = example("javascript/follow.mjs");
        running.push(Running::start(node.arg(script).args([&url(&server), "tasks/42/**"])));
    }
    let followers = sockets.len() + running.len();
    wait_until("all follow", || health(&server, "follows") == followers as u64);
    // Connections of questions before may still be closing.
    wait_until("they alone are connected", || health(&server, "connections") == followers as u64 + 1);
    simulate(python, &server);
    let written = records(&server, "/api/logs/stream?file=channels/tasks/**");
    assert!(written.len() > 60 && by_channel(&written).last().unwrap().0 == "tasks/42/sub-2");
    for socket in &mut sockets {
        let seen: Vec<Value> = written.iter().map(|_| socket.next_of("log")).collect();
        assert_eq!(by_channel(&seen), by_channel(&written));
    }
    for running in &mut running {
        assert_eq!(by_channel(&entries(running, written.len())), by_channel(&written));
    }
    drop((sockets, running));
    wait_until("all have left", || health(&server, "follows") == 0 && health(&server, "connections") == 1);
}

#[test]
fn the_last_fifty_of_a_task_are_fetched_and_an_unknown_task_is_closed() {
    let Some(python) = program("python3") else { return };
    let place = Place::new();
    let server = place.serve();
    simulate(python, &server);
    let all = records(&server, "/api/logs/stream?file=channels/tasks/42/sub-1.ndjson");
    let last = records(&server, "/api/channels/tasks/42/sub-1/logs?limit=20");
    assert_eq!(texts(&last), texts(&all[all.len() - 20..]));
    let many: String = (0..80).map(|number| format!("{{\"level\":\"info\",\"message\":\"{number}\"}}\n")).collect();
    let mut client = Client::connect(server.address());
    client.post("/api/channels/tasks/42/logs", &[], many.as_bytes()).unwrap();
    assert_eq!(client.answer().unwrap().status, 202);
    let fifty: Vec<String> = (30..80).map(|number| number.to_string()).collect();
    assert_eq!(texts(&records(&server, "/api/channels/tasks/42/logs?limit=50")), fifty);
    assert_eq!(Follower::connect(server.address(), "channels=tasks/unknown").closed(), Some(1008));
}

/// Follows with a program while the server is killed and started anew; each entry must come once.
#[track_caller]
fn resumes(command: &mut Command) {
    let place = Place::new();
    let server = place.serve();
    let address = server.address();
    let post = |from: usize, to: usize| {
        let entry = |number| format!("{{\"level\":\"info\",\"message\":\"{number}\"}}\n");
        let mut client = Client::connect(address);
        client.post("/api/channels/a/b/logs", &[], (from..to).map(entry).collect::<String>().as_bytes()).unwrap();
        assert_eq!(client.answer().unwrap().status, 202);
    };
    post(0, 20);
    let mut running = Running::start(command.args([&url(&server), "a/b", "5"]));
    let mut seen = entries(&mut running, 5);
    post(20, 30);
    seen.extend(entries(&mut running, 10));
    server.kill();
    running.wait_told("tries again");
    let _server = place.serve_at(&address.to_string());
    post(30, 40);
    seen.extend(entries(&mut running, 10));
    post(40, 50);
    seen.extend(entries(&mut running, 10));
    assert_eq!(texts(&seen), (15..50).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[test]
fn the_python_client_goes_on_where_it_was() {
    if let Some(mut python) = program("python3") {
        resumes(python.arg(example("python/follow.py")));
    }
}

#[test]
fn the_javascript_client_goes_on_where_it_was() {
    if let Some(mut node) = program("node") {
        resumes(node.arg(example("javascript/follow.mjs")));
    }
}

#[test]
fn the_script_for_curl_writes_reads_and_follows() {
    let (Some(_), Some(mut shell)) = (program("curl"), Some(Command::new("sh"))) else { return };
    let place = Place::new();
    let server = place.serve();
    let home = LogDir::new();
    let script = shell.arg(example("curl.sh")).args([&url(&server), "tasks/7"]).env("FOLLOW", "1");
    let output = script.current_dir(home.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["accepted"], &lines[1]["accepted"]), (&1.into(), &2.into()));
    assert_eq!(texts(&lines[2..]), ["begun", "slow", "failed", "failed"]);
}
