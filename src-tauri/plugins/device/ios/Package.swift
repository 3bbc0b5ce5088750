// swift-tools-version:5.5

import PackageDescription

let package = Package(
  name: "tauri-plugin-handbook-device",
  platforms: [
    .macOS(.v10_15),
    .iOS(.v15),
  ],
  products: [
    .library(
      name: "tauri-plugin-handbook-device",
      type: .static,
      targets: ["tauri-plugin-handbook-device"])
  ],
  dependencies: [
    .package(name: "Tauri", path: "../.tauri/tauri-api")
  ],
  targets: [
    .target(
      name: "tauri-plugin-handbook-device",
      dependencies: [
        .byName(name: "Tauri")
      ],
      path: "Sources")
  ]
)
