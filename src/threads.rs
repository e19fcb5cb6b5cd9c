//! Work on several threads: the order in which independent pieces begin, and locks that survive a panic.
//!
//! In: items, the size of each, and a function for one. Out: the function's results, in the order of the
//! items.

use std::cmp::Reverse;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rayon::prelude::*;

/// Calls `work` for each of `items` on the threads of the current pool. Items with the greatest `size` are
/// begun first, so that no thread is left alone with a large one at the end. The results are in the order of
/// `items`, whichever thread was done first.
pub(crate) fn largest_first<T: Sync, R: Send>(
    items: &[T],
    size: impl Fn(&T) -> u64,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by_cached_key(|(_, item)| Reverse(size(item)));
    // A bridge hands out one item at a time; a list would be cut into halves, one for each thread.
    let mut done: Vec<(usize, R)> =
        order.into_iter().par_bridge().map(|(index, item)| (index, work(item))).collect();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, made)| made).collect()
}

/// Locks `mutex`, even after a thread that held it panicked. The locked values are always consistent: each
/// change is one insertion or one assignment.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As [`lock`], for reading beside other readers.
pub(crate) fn read<T>(shared: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    shared.read().unwrap_or_else(PoisonError::into_inner)
}

/// As [`lock`], for writing.
pub(crate) fn write<T>(shared: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    shared.write().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn the_largest_begins_and_the_order_of_the_items_stays() {
        let begun = Mutex::new(Vec::new());
        let work = |item: &u64| {
            begun.lock().unwrap().push(*item);
            item * 10
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let made = pool.install(|| largest_first(&[3, 9, 1, 9, 5], |item| *item, work));
        assert_eq!(made, [30, 90, 10, 90, 50]);
        assert_eq!(begun.into_inner().unwrap(), [9, 9, 5, 3, 1]);
    }

    #[test]
    fn many_threads_make_the_same_as_one() {
        let items: Vec<u64> = (0..1000).map(|n| n * 7919 % 1000).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let made = pool.install(|| largest_first(&items, |item| *item, |item| item + 1));
        assert_eq!(made, items.iter().map(|item| item + 1).collect::<Vec<_>>());
    }
}
