use super::Office;

#[tokio::test(flavor = "multi_thread")]
async fn roles_count_at_once_and_one_admin_is_left() {
    let office = Office::new().await;
    let admin = office.enter("admin").await;
    let nothing = office.enter("nothing").await;
    assert_eq!(nothing.get("/console/staff").await.status, 403);
    admin.get("/console/staff").await;
    let none = admin.post("/console/staff", &[("login", "admin")]).await;
    assert_eq!(none.status, 409);
    assert!(none.html.contains("관리자가 한 사람은"));
    let given = [("login", "nothing"), ("role", "admin"), ("role", "news")];
    assert_eq!(admin.post("/console/staff", &given).await.status, 303);
    assert_eq!(nothing.get("/console/staff").await.status, 200);
    assert_eq!(
        admin
            .post("/console/staff", &[("login", "admin")])
            .await
            .status,
        303
    );
    assert_eq!(admin.get("/console/staff").await.status, 403);
    // A member company's account gets no role.
    let member = [("login", "01000000001"), ("role", "admin")];
    assert_eq!(nothing.post("/console/staff", &member).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_computer_is_vouched_for_by_an_admin() {
    let office = Office::new().await;
    let admin = office.enter("admin").await;
    office.clock.advance(20 * super::MINUTE);
    let done = admin
        .post("/console/staff/vouch", &[("login", "reader")])
        .await;
    assert_eq!(done.to, "/console/staff?done=vouch");
    assert!(admin.get(&done.to).await.html.contains("본인을 확인했다고"));
}
