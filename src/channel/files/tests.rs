use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::source::{FileSource, LogFile, Source};

struct Place {
    directory: tempfile::TempDir,
    settings: Settings,
}

impl Place {
    fn new() -> Place {
        Place { directory: tempfile::tempdir().unwrap(), settings: Settings::default() }
    }

    fn store(&self) -> FileStore {
        let directory = Arc::new(StateDirectory::open(self.directory.path()).unwrap());
        FileStore::open(directory, self.settings.clone()).unwrap()
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.directory.path().join("channels").join(file)
    }

    #[expect(clippy::disallowed_methods, reason = "a test reads back its own file")]
    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let source = FileSource::mounted("channels", &self.directory.path().join("channels")).unwrap();
        source.list().unwrap().into_iter().map(|listed| listed.name).collect()
    }
}

fn post(name: &str, lines: &str, key: Option<u128>) -> Post {
    let count = lines.lines().count() as u64;
    Post { name: Name::parse(name).unwrap(), lines: lines.as_bytes().to_vec(), count, key }
}

fn written(store: &mut FileStore, posts: &[Post]) -> Vec<u64> {
    store.write(posts).into_iter().map(Result::unwrap).collect()
}

#[test]
fn posts_of_a_group_stand_in_their_order() {
    let place = Place::new();
    let mut store = place.store();
    let posts = [post("a", "1\n2\n", None), post("b/c", "x\n", None), post("a", "3\n", None)];
    assert_eq!(written(&mut store, &posts), [2, 1, 1]);
    assert_eq!(written(&mut store, &[post("a", "4\n", None)]), [1]);
    assert_eq!((place.text("a.ndjson"), place.text("b/c.ndjson")), ("1\n2\n3\n4\n".to_owned(), "x\n".to_owned()));
    assert_eq!(fs::metadata(place.path("a.ndjson")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_post_with_a_key_is_written_once_in_a_group_and_over_restarts() {
    let place = Place::new();
    let mut store = place.store();
    let keyed = |lines| post("a", lines, Some(7));
    assert_eq!(written(&mut store, &[keyed("1\n2\n"), keyed("1\n2\n"), post("a", "3\n", Some(8))]), [2, 2, 1]);
    for _ in 0..3 {
        assert_eq!(written(&mut store, &[keyed("1\n2\n")]), [2]);
        drop(store);
        store = place.store();
    }
    assert_eq!(place.text("a.ndjson"), "1\n2\n3\n");
}

#[test]
fn what_a_crash_left_half_written_is_removed() {
    let place = Place::new();
    let mut store = place.store();
    written(&mut store, &[post("a", "1\n", None), post("b", "1\n", Some(1))]);
    written(&mut store, &[post("b", "2\n3\n", Some(2))]);
    drop(store);
    // The last post was cut off in its second line, and a line of another channel was.
    fs::write(place.path("b.ndjson"), "1\n2\n").unwrap();
    fs::write(place.path("a.ndjson"), format!("1\n{}", "x".repeat(200_000))).unwrap();
    let mut store = place.store();
    assert_eq!((place.text("a.ndjson"), place.text("b.ndjson")), ("1\n".to_owned(), "1\n".to_owned()));
    let again = [post("b", "1\n", Some(1)), post("b", "2\n3\n", Some(2)), post("a", "2\n", None)];
    assert_eq!(written(&mut store, &again), [1, 2, 1]);
    assert_eq!((place.text("a.ndjson"), place.text("b.ndjson")), ("1\n2\n".to_owned(), "1\n2\n3\n".to_owned()));
}

#[test]
fn a_newer_file_of_the_same_name_is_left_alone() {
    let place = Place::new();
    let mut store = place.store();
    written(&mut store, &[post("a", "1\n2\n3\n", None)]);
    written(&mut store, &[post("a", "4\n5\n6\n", Some(1))]);
    fs::remove_file(place.path("a.ndjson")).unwrap();
    written(&mut store, &[post("a", "a new one\n", None)]);
    drop(store);
    let mut store = place.store();
    assert_eq!(place.text("a.ndjson"), "a new one\n");
    written(&mut store, &[post("a", "4\n5\n6\n", Some(1))]);
    assert_eq!(place.text("a.ndjson"), "a new one\n4\n5\n6\n");
}

#[test]
fn a_channel_keeps_to_its_size_and_rotates_at_line_ends() {
    let mut place = Place::new();
    place.settings.max_size = Some(400);
    let mut store = place.store();
    let line = format!("{}\n", "x".repeat(39));
    for _ in 0..25 {
        written(&mut store, &[post("a", &line, None)]);
        let size: u64 =
            place.files().iter().map(|name| fs::metadata(place.directory.path().join(name)).unwrap().len()).sum();
        assert!(size <= 400, "{size}");
    }
    let files = place.files();
    assert!(files.len() > 3 && files.iter().all(|name| Name::of_file(name).unwrap().as_str() == "a"), "{files:?}");
    let mut siblings = crate::scan::siblings_of("channels/a.ndjson", &files);
    siblings.sort();
    assert_eq!(siblings, files[1..], "they are a rotated set");
    written(&mut store, &[post("a", &line.repeat(20), None)]);
    assert_eq!(place.files(), ["channels/a.ndjson"], "one post may be larger");
}

#[test]
fn a_channel_that_nobody_writes_to_expires() {
    let mut place = Place::new();
    place.settings.ttl = Some(std::time::Duration::ZERO);
    let mut store = place.store();
    written(&mut store, &[post("a", "1\n", None), post("b/c", "1\n", None)]);
    store.tidy();
    assert!(place.files().is_empty() && !place.path("b").exists());
    written(&mut store, &[post("a", "2\n", None)]);
    assert_eq!(place.text("a.ndjson"), "2\n");
    drop(store);
    place.store().tidy();
    assert!(place.files().is_empty(), "after a restart, too");
}

#[test]
fn there_are_so_many_channels_at_most() {
    let mut place = Place::new();
    place.settings.max_channels = 2;
    let mut store = place.store();
    let outcomes = store.write(&[post("a", "1\n", None), post("b", "1\n", None)]);
    assert!(outcomes.iter().all(Result::is_ok));
    assert!(matches!(store.write(&[post("c", "1\n", None)])[..], [Err(WriteError::TooManyChannels(2))]));
    assert_eq!(written(&mut store, &[post("a", "2\n", None)]), [1]);
}

#[test]
fn notice_is_given_of_what_is_written() {
    let place = Place::new();
    let mut store = place.store();
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let notes = told.clone();
    store.on_write(Box::new(move |file, is_new| notes.lock().unwrap().push((file.to_owned(), is_new))));
    written(&mut store, &[post("a", "1\n", None)]);
    written(&mut store, &[post("a", "1\n", None)]);
    let file = "channels/a.ndjson".to_owned();
    assert_eq!(*told.lock().unwrap(), [(file.clone(), true), (file, false)]);
    let source = FileSource::mounted("channels", &place.directory.path().join("channels")).unwrap();
    let opened: Arc<dyn LogFile> = source.open("channels/a.ndjson").unwrap();
    assert_eq!(opened.size().unwrap(), 4);
}
