//! Two releases, or a series of them, service by service: the driver of the whole comparison.
//!
//! In: two [`Release`](super::source::Release)s, or a [`Series`](super::source::series::Series) of them. Out:
//! a [`DiffReport`](super::report::DiffReport), or a [`Changelog`](super::report::changelog::Changelog).

mod compare;
mod comparison;
mod documents;
mod kin;
mod loose;
mod provider;
mod reading;
mod series;
mod services;

pub use self::compare::compare;
pub use self::comparison::Comparison;
pub use self::series::changelog;
