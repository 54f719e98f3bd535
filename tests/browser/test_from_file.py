"""A file goes into a field as text: the browser reads it, and nothing is sent before the button is pressed."""

import pytest

ANSWERS = '{"format": "fairway.assessment/1", "venture": {"name": "航道 Fairway"}}'


@pytest.mark.browser
@pytest.mark.parametrize(("address", "button"), [("/verify/", "Compare"), ("/ventures/import/", "Make the venture")])
def test_a_chosen_file_stands_in_the_field_for_the_answers(context, tmp_path, address, button):
    file = tmp_path / "assessment.json"
    file.write_text(ANSWERS)
    page = context().new_page()
    page.goto(address)
    page.get_by_label("Choose a file").set_input_files(file)
    field = page.locator("textarea")
    page.wait_for_function("document.querySelector('textarea').value !== ''")
    assert field.input_value() == ANSWERS
    assert field.evaluate("field => document.activeElement === field")
    assert page.get_by_label("Choose a file").evaluate("input => input.value === '' && input.name === ''")
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    assert field.input_value() == ANSWERS


@pytest.mark.browser
def test_without_script_there_is_no_button_that_does_nothing(context):
    page = context(java_script_enabled=False).new_page()
    page.goto("/verify/")
    assert not page.get_by_text("Choose a file").is_visible()
