use super::*;
use crate::source::redis::RedisSource;
use crate::source::redis_server::RedisServer;
use crate::source::{LogFile, Source};

fn post(name: &str, lines: &str, key: Option<u128>) -> Post {
    let count = lines.lines().count() as u64;
    Post { name: Name::parse(name).unwrap(), lines: lines.as_bytes().to_vec(), count, key }
}

struct Place {
    redis: Arc<Redis>,
    source: RedisSource,
    server: RedisServer,
}

impl Place {
    fn new() -> Place {
        let server = RedisServer::start();
        let redis = Arc::new(Redis::new(&server.address()).unwrap());
        Place { source: RedisSource::new(redis.clone()), redis, server }
    }

    fn store(&self, settings: Settings) -> RedisStore {
        RedisStore::new(self.redis.clone(), settings)
    }

    fn text(&self, name: &str) -> String {
        text(self.source.open(name).unwrap().as_ref())
    }

    fn names(&self) -> Vec<String> {
        self.source.list().unwrap().into_iter().map(|listed| listed.name).collect()
    }
}

fn text(file: &dyn LogFile) -> String {
    let mut bytes = vec![0; 1_000];
    let read = file.read_at(0, &mut bytes).unwrap();
    String::from_utf8(bytes[..read].to_vec()).unwrap()
}

fn written(store: &mut RedisStore, posts: &[Post]) -> Vec<u64> {
    store.write(posts).into_iter().map(Result::unwrap).collect()
}

#[test]
fn posts_are_appended_once_and_in_their_order() {
    let mut place = Place::new();
    let mut store = place.store(Settings::default());
    let posts =
        [post("a", "1\n2\n", Some(7)), post("b/c", "x\n", None), post("a", "1\n2\n", Some(7)), post("a", "3\n", None)];
    assert_eq!(written(&mut store, &posts), [2, 1, 2, 1]);
    assert_eq!(place.names(), ["channels/a.ndjson", "channels/b/c.ndjson"]);
    let mut other = place.store(Settings::default());
    assert_eq!(written(&mut other, &[post("a", "again\n", Some(7)), post("a", "4\n", Some(8))]), [2, 1]);
    assert_eq!(place.text("channels/a.ndjson"), "1\n2\n3\n4\n");
    place.server.restart();
    assert_eq!(place.text("channels/a.ndjson"), "1\n2\n3\n4\n");
    // The connection that is kept is one of before; the next one is not.
    let _ = other.write(&[post("a", "5\n", Some(9))]);
    assert_eq!(written(&mut other, &[post("a", "5\n", Some(9)), post("a", "4\n", Some(8))]), [1, 1]);
    assert_eq!(place.text("channels/a.ndjson"), "1\n2\n3\n4\n5\n");
}

#[test]
fn segments_roll_and_the_oldest_go() {
    let place = Place::new();
    let mut store = place.store(Settings { max_size: Some(400), ..Settings::default() });
    let line = |number: usize| format!("{number:039}\n");
    let first = post("a", &line(0), None);
    assert_eq!(written(&mut store, &[first]), [1]);
    let opened = place.source.open("channels/a.ndjson").unwrap();
    for number in 1..25 {
        written(&mut store, &[post("a", &line(number), None)]);
        let size: u64 = place.source.list().unwrap().iter().map(|listed| listed.size).sum();
        assert!(size <= 400, "{size}");
    }
    let names = place.names();
    let siblings = crate::scan::siblings_of("channels/a.ndjson", &names);
    assert_eq!(siblings.len() + 1, names.len(), "{names:?}");
    let whole: String =
        siblings.iter().map(|name| place.text(name)).collect::<String>() + &place.text("channels/a.ndjson");
    let lines: Vec<usize> = whole.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(lines, (25 - lines.len()..25).collect::<Vec<_>>());
    assert!(lines.len() > 4 && !opened.is_linked().unwrap());
    let mut beside = place.source.beside("channels/a.ndjson");
    beside.sort();
    assert_eq!(beside, names);
}

#[test]
fn a_channel_expires_in_redis() {
    let place = Place::new();
    let mut store = place.store(Settings { ttl: Some(Duration::from_millis(1)), ..Settings::default() });
    written(&mut store, &[post("a", "1\n", None)]);
    let end = Instant::now() + Duration::from_secs(10);
    while !place.names().is_empty() {
        assert!(Instant::now() < end, "it is there still");
    }
    store.forget_expired().unwrap();
    let left: usize = place.redis.ask(cmd("SCARD").arg(SETS)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn what_is_written_is_told_to_every_server() {
    let place = Place::new();
    let (sender, told) = std::sync::mpsc::sync_channel(16);
    let mut other = place.store(Settings::default());
    other.on_write(Box::new(move |file, is_new| sender.send((file.to_owned(), is_new)).unwrap()));
    let mut store = place.store(Settings { max_channels: 1, ..Settings::default() });
    let file = "channels/a.ndjson".to_owned();
    // It may begin to listen a moment later.
    while written(&mut store, &[post("a", "1\n", None)]) == [1] {
        if let Ok((name, is_new)) = told.recv_timeout(Duration::from_millis(50)) {
            assert_eq!(name, file);
            assert!(!is_new || place.text(&file).len() == 2);
            break;
        }
    }
    assert!(matches!(store.write(&[post("b", "1\n", None)])[..], [Err(WriteError::TooManyChannels(1))]));
}
