//! Pinned names: what was released keeps its name, what is new follows the rules, what has gone is told.

use std::fs;

use crate::common::assert_snapshot;
use crate::common::{run, sandbox, transcript};

#[test]
fn a_lock_started_from_a_release_keeps_every_released_name() {
    let folder = sandbox("lock/release");
    let mut text = transcript(folder.path(), &["lock", "--from", "published"]);
    text += &transcript(folder.path(), &["generate", "-v"]);
    text += &transcript(folder.path(), &["show", "acme.shop.purchases"]);
    text += &transcript(folder.path(), &["show", "acme.shop.orders"]);
    assert_snapshot!("from_a_release", text);
}

#[test]
fn what_is_new_or_gone_makes_the_lock_stale_until_it_is_written() {
    let folder = sandbox("lock/release");
    run(folder.path(), &["lock", "--from", "published"]);
    run(folder.path(), &["generate"]);
    let mut text = transcript(folder.path(), &["generate", "--check"]);
    text += &transcript(folder.path(), &["lock", "--check"]);
    text += &transcript(folder.path(), &["lock"]);
    text += &transcript(folder.path(), &["generate", "--check"]);
    text += &fs::read_to_string(folder.path().join("mapping.yaml")).unwrap();
    assert_snapshot!("stale", text);
}

#[test]
fn without_a_lock_nothing_is_pinned() {
    let folder = sandbox("lock/release");
    run(folder.path(), &["generate"]);
    assert!(!folder.path().join("mapping.yaml").exists());
    assert_eq!(run(folder.path(), &["generate", "--check"]).status.code(), Some(0));
    assert_eq!(run(folder.path(), &["lock", "--check"]).status.code(), Some(1));
}

#[test]
fn a_broken_lock_fails_with_its_lines() {
    let folder = sandbox("lock/release");
    fs::write(
        folder.path().join("provgen.lock"),
        "# comment\nshop\tshop.orders.get\tx.y\tPULL\t-\t/v1\n<<<<<<< ours\n",
    )
    .unwrap();
    assert_snapshot!("broken", transcript(folder.path(), &["generate"]));
}

#[test]
fn the_lock_file_of_earlier_releases_is_read_and_replaced() {
    let folder = sandbox("lock/release");
    let lock = folder.path().join("provgen.lock");
    fs::write(
        &lock,
        "# comment\n\
         shop\tshop.orders.list\tpurchases.all\tSELECT\t$.orders\t/v1/orders\n\
         shop\tshop.orders.get\tpurchases.one\tSELECT*\t-\t/v1/orders/{order}\n\
         shop\tshop.orders.burn\tpurchases.burn\tEXEC\t-\t/v1/orders/{order}:burn\n",
    )
    .unwrap();
    let mut text = transcript(folder.path(), &["generate", "-v"]);
    text += &transcript(folder.path(), &["map"]);
    text += &fs::read_to_string(folder.path().join("mapping.yaml")).unwrap();
    assert!(!lock.exists());
    text += &transcript(folder.path(), &["generate", "--check"]);
    // Somebody's branch brings it back.
    fs::write(&lock, "").unwrap();
    text += &transcript(folder.path(), &["map"]);
    assert!(lock.exists());
    assert_snapshot!("migrated", text);
}

#[test]
fn a_release_of_another_provider_is_refused() {
    let folder = sandbox("lock/release");
    let path = folder.path().join("published/provider.yaml");
    let other = fs::read_to_string(&path).unwrap().replace("name: acme", "name: other");
    fs::write(&path, other).unwrap();
    assert_snapshot!("other_provider", transcript(folder.path(), &["lock", "--from", "published"]));
}
