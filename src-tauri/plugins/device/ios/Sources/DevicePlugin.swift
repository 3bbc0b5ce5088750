import Tauri
import UIKit
import UserNotifications
import WebKit

/// See src/lib.rs: the Swift half.
class DevicePlugin: Plugin {
  private let veil = Veil()
  private let news = News()
  private let refresh = Refresh()

  override init() {
    super.init()
    // The plugin is made before the app has finished launching; its page comes later.
    refresh.register()
  }

  override func load(webview: WKWebView) {
    // A finger from the edge goes back, as everywhere on this system.
    webview.allowsBackForwardNavigationGestures = true
    keepOutOfBackups()
    veil.watch()
    news.listen()
  }

  @objc public func pushToken(_ invoke: Invoke) {
    news.token { outcome, token in
      var answer: JsonObject = ["outcome": outcome]
      if let token = token {
        answer["token"] = ["service": "apns", "token": token]
      }
      invoke.resolve(answer)
    }
  }

  @objc public func callerId(_ invoke: Invoke) {
    Callers.standing { self.tell(invoke, standing: $0) }
  }

  @objc public func allowCallerId(_ invoke: Invoke) {
    Callers.allow { self.tell(invoke, standing: $0) }
  }

  private func tell(_ invoke: Invoke, standing: String) {
    let answer: JsonObject = ["standing": standing]
    invoke.resolve(answer)
  }

  @objc public func keepCallers(_ invoke: Invoke) {
    do {
      try Callers.keep(invoke.parseArgs(KeepArgs.self).book)
      invoke.resolve()
    } catch {
      invoke.reject("not kept")
    }
  }

  @objc public func forgetCallers(_ invoke: Invoke) {
    Callers.forget()
    invoke.resolve()
  }

  @objc public func wakeToRefresh(_ invoke: Invoke) throws {
    refresh.want(try invoke.parseArgs(WakeArgs.self).on)
    invoke.resolve()
  }

  @objc public func onRefresh(_ invoke: Invoke) throws {
    let channel = try invoke.parseArgs(ListenArgs.self).channel
    refresh.wake = { channel.send(JsonObject()) }
    invoke.resolve()
  }

  @objc public func refreshed(_ invoke: Invoke) throws {
    refresh.end(try invoke.parseArgs(RefreshedArgs.self).fresh)
    invoke.resolve()
  }

  /// The cache is received anew on another phone, and its key never leaves this one.
  private func keepOutOfBackups() {
    let files = FileManager.default
    guard
      var folder = try? files.url(
        for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
    else { return }
    var values = URLResourceValues()
    values.isExcludedFromBackup = true
    try? folder.setResourceValues(values)
  }
}

private struct KeepArgs: Decodable {
  let book: String
}

private struct WakeArgs: Decodable {
  let on: Bool
}

private struct ListenArgs: Decodable {
  let channel: Channel
}

private struct RefreshedArgs: Decodable {
  let fresh: Bool
}

/// Covers the app while it is not in front: the app switcher shows nobody's data.
private class Veil {
  private var cover: UIView?
  private var watched: [NSObjectProtocol] = []

  func watch() {
    let center = NotificationCenter.default
    let main = OperationQueue.main
    watched = [
      center.addObserver(
        forName: UIApplication.willResignActiveNotification, object: nil, queue: main
      ) { [weak self] _ in self?.draw() },
      center.addObserver(
        forName: UIApplication.didBecomeActiveNotification, object: nil, queue: main
      ) { [weak self] _ in self?.lift() },
    ]
  }

  private func draw() {
    let windows = UIApplication.shared.connectedScenes
      .compactMap { $0 as? UIWindowScene }
      .flatMap { $0.windows }
    guard cover == nil, let window = windows.first(where: { $0.isKeyWindow }) ?? windows.first
    else { return }
    let blur = UIVisualEffectView(effect: UIBlurEffect(style: .systemChromeMaterial))
    blur.frame = window.bounds
    blur.autoresizingMask = [.flexibleWidth, .flexibleHeight]
    window.addSubview(blur)
    cover = blur
  }

  private func lift() {
    cover?.removeFromSuperview()
    cover = nil
  }
}

/// Names the device at Apple's service and opens the link of a notification that is touched.
private class News: NSObject, UNUserNotificationCenterDelegate {
  typealias Told = (_ outcome: String, _ token: String?) -> Void

  private var waiting: [Told] = []

  func listen() {
    UNUserNotificationCenter.current().delegate = self
    teachDelegate()
  }

  /// Asks the owner the first time; afterwards iOS answers by itself.
  func token(_ told: @escaping Told) {
    UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .badge, .sound]) {
      isAllowed, _ in
      DispatchQueue.main.async {
        guard isAllowed else { return told("notAllowed", nil) }
        self.waiting.append(told)
        UIApplication.shared.registerForRemoteNotifications()
      }
    }
  }

  private func tell(_ outcome: String, _ token: String?) {
    let all = waiting
    waiting = []
    all.forEach { $0(outcome, token) }
  }

  /// iOS hands the token to the application's delegate, which is the window library's and knows nothing
  /// of it: it is taught three methods, unless somebody else has.
  private func teachDelegate() {
    guard let delegate = UIApplication.shared.delegate else { return }
    let kind: AnyClass = type(of: delegate)
    let named: @convention(block) (AnyObject, UIApplication, NSData) -> Void = {
      [weak self] _, _, data in
      let token = (data as Data).map { String(format: "%02x", $0) }.joined()
      self?.tell("named", token)
    }
    let failed: @convention(block) (AnyObject, UIApplication, NSError) -> Void = {
      [weak self] _, _, _ in
      self?.tell("notNow", nil)
    }
    typealias Done = @convention(block) (UInt) -> Void
    let told: @convention(block) (AnyObject, UIApplication, NSDictionary, Done) -> Void = {
      _, _, data, done in
      News.takeAway(data)
      done(UIBackgroundFetchResult.newData.rawValue)
    }
    class_addMethod(
      kind,
      #selector(
        UIApplicationDelegate.application(_:didRegisterForRemoteNotificationsWithDeviceToken:)),
      imp_implementationWithBlock(named), "v@:@@")
    class_addMethod(
      kind,
      #selector(UIApplicationDelegate.application(_:didFailToRegisterForRemoteNotificationsWithError:)),
      imp_implementationWithBlock(failed), "v@:@@")
    class_addMethod(
      kind,
      #selector(
        UIApplicationDelegate.application(
          _:didReceiveRemoteNotification:fetchCompletionHandler:)),
      imp_implementationWithBlock(told), "v@:@@@?")
    // iOS asks a delegate once what it knows: it asks again.
    UIApplication.shared.delegate = delegate
  }

  /// A post was withdrawn: what iOS still shows of it has its id for a name.
  private static func takeAway(_ data: NSDictionary) {
    guard data["what"] as? String == "withdrawal", let post = data["post"] as? String else { return }
    UNUserNotificationCenter.current().removeDeliveredNotifications(withIdentifiers: [post])
  }

  func userNotificationCenter(
    _ center: UNUserNotificationCenter, willPresent notification: UNNotification,
    withCompletionHandler completionHandler: @escaping (UNNotificationPresentationOptions) -> Void
  ) {
    completionHandler([.banner, .list, .sound])
  }

  func userNotificationCenter(
    _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
    withCompletionHandler completionHandler: @escaping () -> Void
  ) {
    let data = response.notification.request.content.userInfo
    if let link = data["link"] as? String, News.isLink(link), let url = URL(string: link) {
      UIApplication.shared.open(url)
    }
    completionHandler()
  }

  /// Whether it is a link to a post: nothing else is opened on a message's word.
  private static func isLink(_ text: String) -> Bool {
    text.range(of: "^esujeop://news/[0-9a-f]{32}$", options: .regularExpression) != nil
  }
}

@_cdecl("init_plugin_handbook_device")
func initPlugin() -> Plugin {
  return DevicePlugin()
}
