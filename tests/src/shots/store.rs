//! Pictures of the app as the stores show them, each as large as its store wants.

use std::path::Path;

use crate::window::{Size, Window};
use crate::{Error, news, walk};

/// A device that a store wants pictures of.
struct Device {
    /// Folder, below that of the store's pictures.
    folder: &'static str,
    size: Size,
    /// Pixels of the picture for one of the page.
    scale: u32,
}

const DEVICES: [Device; 4] = [
    // Google Play, phones: 9:16, 1080 × 1920.
    Device {
        folder: "android/ko-KR/images/phoneScreenshots",
        size: Size(360, 640),
        scale: 3,
    },
    // Google Play, tablets of ten inches: 1600 × 2560.
    Device {
        folder: "android/ko-KR/images/tenInchScreenshots",
        size: Size(800, 1280),
        scale: 2,
    },
    // App Store, iPhone 6.9": 1290 × 2796.
    Device {
        folder: "ios/ko/iphone-6.9",
        size: Size(430, 932),
        scale: 3,
    },
    // App Store, iPad 13": 2064 × 2752.
    Device {
        folder: "ios/ko/ipad-13",
        size: Size(1032, 1376),
        scale: 2,
    },
];

/// Takes them into `folder`, of the sample co-op alone.
///
/// # Errors
/// At the first screen that does not come, or a picture of another size.
pub async fn take_for_stores(folder: &Path) -> Result<(), Error> {
    let mut server = walk::sample_coop()?;
    news::publish(&server)?;
    server.start().await?;
    for device in &DEVICES {
        let screen = Size(device.size.0 * device.scale, device.size.1 * device.scale);
        // The window has a frame to fit in besides.
        let mut window = Window::on(&server.url(), Size(screen.0 + 200, screen.1 + 200))?;
        let scale = device.scale.to_string();
        window
            .open_with(
                device.size,
                &[
                    ("GDK_SCALE", &scale),
                    ("GTK_THEME", "Adwaita"),
                    ("TZ", "Asia/Seoul"),
                ],
            )
            .await?;
        walk::accept_notice(&window).await?;
        walk::log_in(&window, walk::LOGIN, walk::PASSWORD).await?;
        visit(&window, &folder.join(device.folder), screen).await?;
        window.close().await?;
    }
    Ok(())
}

async fn visit(window: &Window, folder: &Path, screen: Size) -> Result<(), Error> {
    window.see("[data-test=home-search]").await?;
    window.see("[data-test=home-news]").await?;
    shot(window, folder, "1-home", screen).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    window.fill("[data-test=search-box]", "ㅎㅂ").await?;
    window
        .see("[data-test=hits] [data-test=member-row]")
        .await?;
    shot(window, folder, "2-search", screen).await?;
    window.tap("[data-test=member-row]").await?;
    window.see("[data-test=card-name]").await?;
    shot(window, folder, "3-company", screen).await?;
    window.tap("[data-test=nav-news]").await?;
    window.see("[data-test=post-row]").await?;
    shot(window, folder, "4-news", screen).await?;
    window.tap("[data-test=nav-map]").await?;
    window.see("[data-test=map] canvas").await?;
    shot(window, folder, "5-map", screen).await?;
    window.tap("[data-test=nav-me]").await?;
    window.see("[data-test=me]").await?;
    shot(window, folder, "6-me", screen).await
}

/// A picture, and that it has the size which the store takes.
async fn shot(window: &Window, folder: &Path, name: &str, size: Size) -> Result<(), Error> {
    let path = folder.join(format!("{name}.png"));
    window.picture(&path).await?;
    let (width, height) = image::image_dimensions(&path)?;
    match (width, height) == (size.0, size.1) {
        true => Ok(()),
        false => Err(format!("{}: {width} × {height}", path.display()).into()),
    }
}
