package kr.or.kemc.handbook.device

import android.app.role.RoleManager
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import androidx.annotation.RequiresApi
import androidx.core.app.NotificationManagerCompat

/** Whether the owner lets this app say whose call it is. */
internal class Callers(private val context: Context) {
  fun standing(): String {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.Q || !hasRole()) return "notHere"
    val isAllowed = holdsRole() && NotificationManagerCompat.from(context).areNotificationsEnabled()
    return if (isAllowed) "allowed" else "notAllowed"
  }

  /** What asks the owner for the role; nothing when this app has it, or there is none. */
  fun question(): Intent? {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.Q || !hasRole() || holdsRole()) return null
    return roles().createRequestRoleIntent(RoleManager.ROLE_CALL_SCREENING)
  }

  @RequiresApi(Build.VERSION_CODES.Q)
  private fun hasRole(): Boolean =
    context.packageManager.hasSystemFeature(PackageManager.FEATURE_TELEPHONY) &&
      roles().isRoleAvailable(RoleManager.ROLE_CALL_SCREENING)

  @RequiresApi(Build.VERSION_CODES.Q)
  private fun holdsRole(): Boolean = roles().isRoleHeld(RoleManager.ROLE_CALL_SCREENING)

  @RequiresApi(Build.VERSION_CODES.Q)
  private fun roles(): RoleManager = context.getSystemService(RoleManager::class.java)
}
