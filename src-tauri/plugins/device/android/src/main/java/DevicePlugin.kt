package kr.or.kemc.handbook.device

import android.Manifest
import android.app.Activity
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.webkit.WebView
import androidx.activity.result.ActivityResult
import androidx.core.app.NotificationManagerCompat
import androidx.core.content.ContextCompat
import app.tauri.annotation.ActivityCallback
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.Permission
import app.tauri.annotation.PermissionCallback
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Channel
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import com.google.firebase.FirebaseApp
import com.google.firebase.messaging.FirebaseMessaging
import java.io.IOException
import java.security.GeneralSecurityException

private const val NOTIFICATIONS = "notifications"
private const val ASKED = "asked"

/** See src/lib.rs: the Kotlin half. */
@TauriPlugin(
  permissions = [
    Permission(strings = [Manifest.permission.POST_NOTIFICATIONS], alias = NOTIFICATIONS),
  ],
)
class DevicePlugin(private val activity: Activity) : Plugin(activity) {
  private val callers = Callers(activity)
  private var awake: Channel? = null
  private var refreshing: (() -> Unit)? = null

  override fun load(webView: WebView) {
    running = this
    Channels.make(activity)
    follow(activity.intent)
  }

  override fun onNewIntent(intent: Intent) {
    follow(intent)
  }

  /** A notification that Firebase has shown by itself starts the app with its data beside. */
  private fun follow(intent: Intent?) {
    val link = intent?.getStringExtra(NewsService.LINK) ?: return
    intent.removeExtra(NewsService.LINK)
    if (!NewsService.isLink(link)) return
    val ours = Intent(Intent.ACTION_VIEW, Uri.parse(link)).setPackage(activity.packageName)
    activity.startActivity(ours)
  }

  @Command
  fun pushToken(invoke: Invoke) {
    if (FirebaseApp.getApps(activity).isEmpty()) {
      // This build has no project at Firebase.
      return answer(invoke, "notHere")
    }
    if (isAllowed()) return fetch(invoke)
    val kept = activity.getSharedPreferences("handbook-device", Context.MODE_PRIVATE)
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU || kept.getBoolean(ASKED, false)) {
      return answer(invoke, "notAllowed")
    }
    kept.edit().putBoolean(ASKED, true).apply()
    requestPermissionForAlias(NOTIFICATIONS, invoke, "wasAsked")
  }

  @PermissionCallback
  fun wasAsked(invoke: Invoke) {
    if (isAllowed()) fetch(invoke) else answer(invoke, "notAllowed")
  }

  private fun isAllowed(): Boolean {
    val asked =
      Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
        ContextCompat.checkSelfPermission(activity, Manifest.permission.POST_NOTIFICATIONS) ==
          PackageManager.PERMISSION_GRANTED
    return asked && NotificationManagerCompat.from(activity).areNotificationsEnabled()
  }

  private fun fetch(invoke: Invoke) {
    FirebaseMessaging.getInstance().token.addOnCompleteListener { task ->
      val token = if (task.isSuccessful) task.result else null
      if (token.isNullOrEmpty()) {
        answer(invoke, "notNow")
      } else {
        val named = JSObject().put("service", "fcm").put("token", token)
        invoke.resolve(JSObject().put("outcome", "named").put("token", named))
      }
    }
  }

  private fun answer(invoke: Invoke, outcome: String) {
    invoke.resolve(JSObject().put("outcome", outcome))
  }

  @Command
  fun callerId(invoke: Invoke) {
    invoke.resolve(JSObject().put("standing", callers.standing()))
  }

  /** The role first, then the right to show anything. */
  @Command
  fun allowCallerId(invoke: Invoke) {
    val role = callers.question() ?: return askToShow(invoke)
    startActivityForResult(invoke, role, "wasGivenRole")
  }

  @ActivityCallback
  fun wasGivenRole(invoke: Invoke, @Suppress("UNUSED_PARAMETER") result: ActivityResult) {
    if (callers.question() == null) askToShow(invoke) else callerId(invoke)
  }

  private fun askToShow(invoke: Invoke) {
    val isOlder = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU
    if (isOlder || isAllowed()) return callerId(invoke)
    requestPermissionForAlias(NOTIFICATIONS, invoke, "mayShow")
  }

  @PermissionCallback
  fun mayShow(invoke: Invoke) {
    callerId(invoke)
  }

  @Command
  fun keepCallers(invoke: Invoke) {
    try {
      CallerBook(activity).keep(invoke.parseArgs(KeepArgs::class.java).book)
      invoke.resolve()
    } catch (_: IOException) {
      invoke.reject("not kept")
    } catch (_: GeneralSecurityException) {
      invoke.reject("not kept")
    }
  }

  @Command
  fun forgetCallers(invoke: Invoke) {
    CallerBook(activity).forget()
    invoke.resolve()
  }

  @Command
  fun wakeToRefresh(invoke: Invoke) {
    RefreshJob.wake(activity.applicationContext, invoke.parseArgs(WakeArgs::class.java).on)
    invoke.resolve()
  }

  @Command
  fun onRefresh(invoke: Invoke) {
    awake = invoke.parseArgs(ListenArgs::class.java).channel
    invoke.resolve()
  }

  @Command
  fun refreshed(invoke: Invoke) {
    refreshing?.invoke()
    refreshing = null
    invoke.resolve()
  }

  /** Lets the app catch up, and calls [done] then; false when the app does not listen yet. */
  fun refresh(done: () -> Unit): Boolean {
    val channel = awake ?: return false
    refreshing = done
    channel.send(JSObject())
    return true
  }

  companion object {
    /** The one of this process, once the window has opened. */
    @Volatile
    var running: DevicePlugin? = null
      private set
  }
}

@InvokeArg
internal class KeepArgs {
  var book: String = ""
}

@InvokeArg
internal class WakeArgs {
  var on: Boolean = false
}

@InvokeArg
internal class ListenArgs {
  lateinit var channel: Channel
}
