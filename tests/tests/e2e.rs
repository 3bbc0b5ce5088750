//! The ways that a member walks, in the real window, against the real server over TCP.

use std::path::Path;

use handbook_tests::{Error, walk};

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_handbook() -> Result<(), Error> {
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk");
    walk::whole(&pictures).await
}
